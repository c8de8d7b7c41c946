package dev.cairn.datastore.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.spec.SpecValue.Fields;
import dev.cairn.datastore.spec.SpecValue.Flag;
import dev.cairn.datastore.spec.SpecValue.Items;
import dev.cairn.datastore.spec.SpecValue.Nothing;
import dev.cairn.datastore.spec.SpecValue.Text;
import dev.cairn.datastore.spec.SpecValue.Whole;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpecCheckTest {

  /** Describes a type with a field of each kind, and opens nothing. */
  private record Described(String type) implements DatastoreDriver {
    @Override
    public List<SpecField> fields() {
      return List.of(
          SpecField.path("path").required().onDisk(),
          SpecField.text("layout", "a layout such as v1", text -> text.startsWith("v")).onDisk(),
          SpecField.text("comment"),
          SpecField.choice("compression", "none", "snappy", ""),
          SpecField.flag("sync"),
          SpecField.whole("cacheSize", 0, 100));
    }

    @Override
    public Batching open(Spec spec, DriverContext context) {
      throw new AssertionError("a check opened " + spec);
    }
  }

  private final DatastoreDrivers drivers =
      DatastoreDrivers.of(List.of(new Described("levelds"), new MemoryDriver()));

  private static final Fields GOOD = leaf("path", new Text("datastore"));

  @Test
  void what_is_right_has_no_findings() {
    Fields full =
        GOOD.with("layout", new Text("v1"))
            .with("comment", new Text(""))
            .with("compression", new Text(""))
            .with("sync", new Flag(true))
            .with("cacheSize", new Whole(100));

    SpecFindings findings = check(full);

    assertThat(findings.all()).isEmpty();
    findings.requireUsable();
    findings.requireNone();
  }

  @Test
  void all_mistakes_of_a_leaf_are_found_at_once() {
    Fields wrong =
        Fields.of(
            Map.of(
                "type", new Text("levelds"),
                "layout", new Text("w"),
                "comment", new Whole(1),
                "compression", new Text("lz4"),
                "sync", new Text("yes"),
                "cacheSize", new Whole(101)));

    assertThat(check(wrong).mistakes())
        .extracting(SpecProblem::toString)
        .containsExactly(
            "$.path: missing; expected a path",
            "$.layout: expected a layout such as v1, found \"w\"",
            "$.comment: expected a text, found 1",
            "$.compression: expected none, snappy or an empty text, found \"lz4\"",
            "$.sync: expected true or false, found \"yes\"",
            "$.cacheSize: expected a whole number from 0 to 100, found 101");
    assertThatThrownBy(() -> check(wrong).requireUsable())
        .isInstanceOf(SpecException.class)
        .hasMessageStartingWith(
            "the description has 6 mistakes:\n  $.path: missing; expected a path\n  $.layout: ")
        .extracting(e -> ((SpecException) e).problems().size())
        .isEqualTo(6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\0b"})
  void a_text_that_is_no_path_is_refused(String path) {
    assertThat(check(leaf("path", new Text(path))).mistakes())
        .extracting(SpecProblem::where)
        .containsExactly("$.path");
  }

  @Test
  void an_unknown_field_is_a_finding_of_its_own_and_the_name_that_was_meant_is_guessed() {
    SpecFindings findings =
        check(GOOD.with("pathh", new Text("x")).with("mountpoint", new Text("/")));

    assertThat(findings.mistakes()).isEmpty();
    assertThat(findings.unknownFields())
        .extracting(SpecProblem::toString)
        .containsExactly(
            "$.mountpoint: unknown field of the type levelds",
            "$.pathh: unknown field of the type levelds; did you mean `path`?");
    findings.requireUsable();
    assertThatThrownBy(findings::requireNone)
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("the description has 2 mistakes")
        .hasMessageContaining("did you mean `path`?");
  }

  @Test
  void a_mount_is_checked_with_all_that_is_inside_it() {
    Fields tree =
        mount(
            GOOD.with("mountpoint", new Text("/")).with("prefix", new Text("x.datastore")),
            GOOD.with("mountpoint", new Text("blocks/")).with("path", new Text("./datastore")),
            wrapper("measure", "prefix", wrapper("log", "nam", leaf("pth", new Text("a"))))
                .with("mountpoint", new Text("/blocks")),
            Fields.of(Map.of("type", new Text("mem"), "mountpoint", new Whole(3))),
            Fields.of(Map.of("type", new Text("levlds"))),
            new Whole(7));

    SpecFindings findings = check(tree);

    assertThat(findings.mistakes())
        .extracting(SpecProblem::toString)
        .containsExactly(
            "$.mounts[1].path: $.mounts[0].path is the same path; every store needs its own",
            "$.mounts[2].mountpoint: $.mounts[1].mountpoint mounts a store at /blocks already",
            "$.mounts[2].child.name: missing; expected a text",
            "$.mounts[2].child.child.path: missing; expected a path",
            "$.mounts[3].mountpoint: expected the path of a mountpoint, found 3",
            "$.mounts[4].mountpoint: missing; expected the path of a mountpoint",
            "$.mounts[4].type: unknown datastore type 'levlds'; known are levelds, log, measure, mem,"
                + " mount (is the engine's module missing?); did you mean `levelds`?",
            "$.mounts[5]: expected an object that describes a datastore, found 7");
    assertThat(findings.unknownFields())
        .extracting(SpecProblem::toString)
        .containsExactly(
            "$.mounts[2].child.nam: unknown field of the type log; did you mean `name`?",
            "$.mounts[2].child.child.pth: unknown field of the type levelds;"
                + " did you mean `path`?");
  }

  @Test
  void a_composition_without_an_inside_is_refused() {
    assertThat(check(Fields.of(Map.of("type", new Text("mount")))).mistakes())
        .containsExactly(new SpecProblem("$.mounts", "missing; expected a list"));
    assertThat(check(mount().with("mounts", new Nothing())).mistakes())
        .containsExactly(new SpecProblem("$.mounts", "expected a list, found null"));
    assertThat(check(wrapper("measure", "prefix", new Flag(true))).mistakes())
        .containsExactly(
            new SpecProblem(
                "$.child", "expected an object that describes a datastore, found true"));
  }

  @Test
  void a_mountpoint_that_no_key_can_have_is_refused() {
    assertThat(check(mount(GOOD.with("mountpoint", new Text("/\ud800")))).mistakes())
        .extracting(SpecProblem::where)
        .containsExactly("$.mounts[0].mountpoint");
  }

  @Test
  void a_type_that_is_missing_or_no_text_is_refused() {
    assertThat(check(Fields.of(Map.of())).mistakes())
        .containsExactly(new SpecProblem("$.type", "missing; expected a text"));
    assertThat(check(Fields.of(Map.of("type", new Whole(1)))).mistakes())
        .containsExactly(new SpecProblem("$.type", "expected a text, found 1"));
  }

  @Test
  void what_lies_on_disk_comes_without_wrappers_sorted_and_with_clean_mountpoints() {
    Fields tree =
        mount(
            GOOD.with("mountpoint", new Text("/")).with("sync", new Flag(true)),
            wrapper("measure", "prefix", leaf("path", new Text("b")).with("layout", new Text("v1")))
                .with("mountpoint", new Text("blocks//")),
            Fields.of(Map.of("type", new Text("mem"), "mountpoint", new Text("/m"))));

    assertThat(drivers.diskSpec(spec(tree)))
        .hasToString(
            "{mounts=[{mountpoint=\"/m\"},"
                + " {layout=\"v1\", mountpoint=\"/blocks\", path=\"b\", type=\"levelds\"},"
                + " {mountpoint=\"/\", path=\"datastore\", type=\"levelds\"}], type=\"mount\"}");
  }

  @Test
  void what_has_mistakes_has_no_layout() {
    assertThatThrownBy(() -> drivers.diskSpec(spec(mount(new Whole(1)))))
        .isInstanceOf(SpecException.class)
        .hasMessageStartingWith("$.mounts[0]: expected");
    assertThatThrownBy(() -> new Described("levelds").diskSpec(spec(leaf("sync", new Flag(true)))))
        .isInstanceOf(SpecException.class)
        .hasMessage("$.path: missing; expected a path");
  }

  private SpecFindings check(Fields fields) {
    return drivers.check(spec(fields));
  }

  private static Spec spec(Fields fields) {
    return Spec.of(SpecPath.ROOT, fields);
  }

  private static Fields leaf(String name, SpecValue value) {
    return Fields.of(Map.of("type", new Text("levelds"), name, value));
  }

  private static Fields wrapper(String type, String name, SpecValue child) {
    return Fields.of(Map.of("type", new Text(type), name, new Text("x"), "child", child));
  }

  private static Fields mount(SpecValue... children) {
    return Fields.of(Map.of("type", new Text("mount"), "mounts", new Items(List.of(children))));
  }
}
