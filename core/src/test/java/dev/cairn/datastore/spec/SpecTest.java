package dev.cairn.datastore.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.spec.SpecValue.Decimal;
import dev.cairn.datastore.spec.SpecValue.Fields;
import dev.cairn.datastore.spec.SpecValue.Flag;
import dev.cairn.datastore.spec.SpecValue.Items;
import dev.cairn.datastore.spec.SpecValue.Nothing;
import dev.cairn.datastore.spec.SpecValue.Text;
import dev.cairn.datastore.spec.SpecValue.Whole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SpecTest {

  private static final SpecPath PLACE = SpecPath.ROOT.field("Datastore").field("Spec");

  private final Fields mount =
      Fields.of(
          Map.of("type", new Text("levelds"), "path", new Text("datastore"), "n", new Whole(7)));
  private final Spec spec =
      Spec.of(
          PLACE,
          Fields.of(
              Map.of(
                  "type", new Text("mount"),
                  "mounts", new Items(List.of(mount, new Flag(true))),
                  "child", mount,
                  "sync", new Flag(false),
                  "cache", new Whole(42),
                  "ratio", new Decimal(0.5),
                  "none", new Nothing())));

  @Test
  void fields_are_read_by_their_kind() {
    assertThat(spec.type()).isEqualTo("mount");
    assertThat(spec.text("type")).isEqualTo("mount");
    assertThat(spec.textIfPresent("absent")).isEmpty();
    assertThat(spec.flagIfPresent("sync")).contains(false);
    assertThat(spec.flagIfPresent("absent")).isEmpty();
    assertThat(spec.wholeIfPresent("cache")).hasValue(42);
    assertThat(spec.wholeIfPresent("absent")).isEmpty();
    assertThat(spec.names())
        .containsExactly("cache", "child", "mounts", "none", "ratio", "sync", "type");
    assertThat(spec.where()).isEqualTo(PLACE);
    assertThat(spec.child("child").text("path")).isEqualTo("datastore");
    assertThat(spec.child("child").where()).hasToString("$.Datastore.Spec.child");
    assertThat(spec.child("child").fields()).isEqualTo(mount);
  }

  @Test
  void every_complaint_names_the_place_and_what_was_expected() {
    assertThatComplaint(() -> spec.text("path"))
        .isEqualTo("$.Datastore.Spec.path: missing; expected a text");
    assertThatComplaint(() -> spec.text("cache"))
        .isEqualTo("$.Datastore.Spec.cache: expected a text, found 42");
    assertThatComplaint(() -> spec.textIfPresent("none"))
        .isEqualTo("$.Datastore.Spec.none: expected a text, found null");
    assertThatComplaint(() -> spec.flagIfPresent("type"))
        .isEqualTo("$.Datastore.Spec.type: expected true or false, found \"mount\"");
    assertThatComplaint(() -> spec.wholeIfPresent("ratio"))
        .isEqualTo("$.Datastore.Spec.ratio: expected a whole number, found 0.5");
    assertThatComplaint(() -> spec.child("absent"))
        .isEqualTo(
            "$.Datastore.Spec.absent: missing; expected an object that describes a datastore");
    assertThatComplaint(() -> spec.child("sync"))
        .isEqualTo(
            "$.Datastore.Spec.sync: expected an object that describes a datastore, found false");
    assertThatComplaint(() -> spec.children("absent"))
        .isEqualTo("$.Datastore.Spec.absent: missing; expected a list");
    assertThatComplaint(() -> spec.children("type"))
        .isEqualTo("$.Datastore.Spec.type: expected a list, found \"mount\"");
    assertThatComplaint(() -> spec.children("mounts"))
        .isEqualTo(
            "$.Datastore.Spec.mounts[1]: expected an object that describes a datastore, found true");
    assertThatComplaint(() -> Spec.of(SpecPath.ROOT, new Items(List.of())))
        .isEqualTo("$: expected an object that describes a datastore, found []");
  }

  private static AbstractStringAssert<?> assertThatComplaint(ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOf(SpecException.class)
        .extracting(Throwable::getMessage, InstanceOfAssertFactories.STRING);
  }

  @Test
  void children_know_their_places() {
    Spec listed = spec.with("mounts", new Items(List.of(mount, mount)));

    assertThat(listed.children("mounts"))
        .extracting(child -> child.where().text())
        .containsExactly("$.Datastore.Spec.mounts[0]", "$.Datastore.Spec.mounts[1]");
    assertThatComplaint(() -> listed.children("mounts").get(1).text("n"))
        .isEqualTo("$.Datastore.Spec.mounts[1].n: expected a text, found 7");
  }

  @Test
  void a_field_is_set_in_a_copy() {
    Spec changed = spec.with("path", new Text("x"));

    assertThat(changed.text("path")).isEqualTo("x");
    assertThat(spec.names()).doesNotContain("path");
  }

  @Test
  void one_written_by_hand_has_its_type_and_texts() {
    Spec leaf = Spec.leaf("rocksds", Map.of("path", "blocks"));

    assertThat(leaf.type()).isEqualTo("rocksds");
    assertThat(leaf.text("path")).isEqualTo("blocks");
    assertThat(leaf).hasToString("rocksds {path=\"blocks\", type=\"rocksds\"}");
  }

  @Test
  void values_are_immutable_and_equal_by_what_they_hold() {
    List<SpecValue> list = new ArrayList<>(List.of(new Whole(1)));
    TreeMap<String, SpecValue> map = new TreeMap<>(Map.of("b", new Text("x")));
    Items items = new Items(list);
    Fields fields = new Fields(map);
    list.clear();
    map.clear();

    assertThat(items.values()).containsExactly(new Whole(1));
    assertThat(fields.values()).containsOnlyKeys("b");
    assertThatThrownBy(() -> items.values().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> fields.values().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(fields.with("a", new Nothing()).values().keySet()).containsExactly("a", "b");
    assertThat(fields.values()).containsOnlyKeys("b");
    assertThat(Fields.of(Map.of("b", new Text("x")))).isEqualTo(fields);
    TreeMap<String, SpecValue> blind = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    blind.put("A", new Nothing());
    assertThat(new Fields(blind).values()).doesNotContainKey("a");
    assertThat(new Items(List.of(fields, new Flag(true), new Decimal(1.5), new Nothing())))
        .hasToString("[{b=\"x\"}, true, 1.5, null]");
  }
}
