package dev.cairn.repo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cairn.datastore.spec.Spec;
import dev.cairn.datastore.spec.SpecException;
import dev.cairn.datastore.spec.SpecField;
import dev.cairn.datastore.spec.SpecPath;
import dev.cairn.datastore.spec.SpecProblem;
import dev.cairn.datastore.spec.SpecValue;
import dev.cairn.mount.Trust;
import dev.cairn.repo.RepositoryMount.Access;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The list {@code Cairn.Mounts} of a configuration: mounts in the order of lookup, each an object
 * of {@code Name}, {@code Path} and, where true, {@code Trusted} and {@code Writable} or {@code
 * Follow}. It is read strictly, and everything that is wrong is told at once.
 */
final class MountsJson {

  private static final Pattern NAME_PATTERN =
      Pattern.compile("[^\\s\\p{Cntrl}]{1,100}", Pattern.UNICODE_CHARACTER_CLASS);

  private static final SpecField NAME =
      SpecField.text(
              "Name",
              "a name of 1 to 100 characters, none of them a space",
              text -> NAME_PATTERN.matcher(text).matches())
          .required();
  private static final SpecField PATH =
      SpecField.text("Path", "the path of a repository or an archive", path -> !path.isBlank())
          .required();
  private static final SpecField TRUSTED = SpecField.flag("Trusted");
  private static final SpecField WRITABLE = SpecField.flag("Writable");
  private static final SpecField FOLLOW = SpecField.flag("Follow");
  private static final List<SpecField> FIELDS = List.of(NAME, PATH, TRUSTED, WRITABLE, FOLLOW);

  private final List<SpecProblem> problems = new ArrayList<>();
  private final Map<String, SpecPath> names = new HashMap<>();
  private final Map<String, SpecPath> paths = new HashMap<>();
  private final List<RepositoryMount> mounts = new ArrayList<>();

  private MountsJson() {}

  /**
   * {@return the mounts of a list; none where there is no list}
   *
   * @param where the place of the list
   * @param node the list, missing where the configuration has none
   * @throws SpecException with everything that is wrong with it
   */
  static List<RepositoryMount> read(SpecPath where, JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return List.of();
    }
    SpecReader reader = new SpecReader(List.of());
    SpecValue value = reader.read(where, node);
    reader.requireNoProblem();
    return read(where, value);
  }

  private static List<RepositoryMount> read(SpecPath where, SpecValue value) {
    if (!(value instanceof SpecValue.Items items)) {
      throw new SpecException(where.text(), "expected a list of mounts, found " + value);
    }
    MountsJson reading = new MountsJson();
    for (int i = 0; i < items.values().size(); i++) {
      reading.item(where.item(i), items.values().get(i));
    }
    if (!reading.problems.isEmpty()) {
      throw new SpecException(reading.problems);
    }
    return List.copyOf(reading.mounts);
  }

  private void item(SpecPath where, SpecValue value) {
    if (!(value instanceof SpecValue.Fields)) {
      refuse(where, "expected an object that describes a mount, found " + value);
      return;
    }
    Spec mount = Spec.of(where, value);
    int before = problems.size();
    FIELDS.forEach(field -> field.problemIn(mount).ifPresent(problems::add));
    unknownFields(mount);
    requireUnique(mount, NAME, names, "has the same name; each mount needs its own");
    requireUnique(mount, PATH, paths, "is the same place; it is mounted once");
    if (problems.size() == before && isSet(mount, WRITABLE) && isSet(mount, FOLLOW)) {
      refuse(
          where.field(FOLLOW.name()),
          "who writes to a repository is alone there and follows nobody; leave out this or "
              + WRITABLE.name());
    }
    if (problems.size() == before) {
      mounts.add(mount(mount));
    }
  }

  private void unknownFields(Spec mount) {
    TreeSet<String> unknown = new TreeSet<>(mount.names());
    List<String> known = FIELDS.stream().map(SpecField::name).toList();
    known.forEach(unknown::remove);
    unknown.forEach(
        name ->
            refuse(
                mount.where().field(name),
                "unknown field of a mount; known are " + String.join(", ", known)));
  }

  private void requireUnique(
      Spec mount, SpecField field, Map<String, SpecPath> taken, String complaint) {
    if (field.problemIn(mount).isPresent()) {
      return;
    }
    SpecPath here = mount.where().field(field.name());
    String text = mount.text(field.name());
    @Nullable SpecPath first = taken.putIfAbsent(text, here);
    if (first != null) {
      refuse(here, first + " " + complaint);
    } else if (field == NAME && text.equals(Repository.BLOCKS)) {
      refuse(here, "the repository's own blocks have this name; each mount needs its own");
    }
  }

  private void refuse(SpecPath where, String what) {
    problems.add(new SpecProblem(where.text(), what));
  }

  private static RepositoryMount mount(Spec mount) {
    return new RepositoryMount(
        mount.text(NAME.name()),
        mount.text(PATH.name()),
        isSet(mount, TRUSTED) ? Trust.TRUSTED : Trust.UNTRUSTED,
        access(mount));
  }

  private static Access access(Spec mount) {
    if (isSet(mount, WRITABLE)) {
      return Access.WRITING;
    }
    return isSet(mount, FOLLOW) ? Access.FOLLOWING : Access.READING;
  }

  private static boolean isSet(Spec mount, SpecField flag) {
    Optional<Boolean> value = mount.flagIfPresent(flag.name());
    return value.orElse(false);
  }

  /**
   * {@return the list of these mounts}
   *
   * @throws SpecException if {@link #read} would refuse it
   */
  static ArrayNode write(SpecPath where, List<RepositoryMount> mounts) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (RepositoryMount mount : mounts) {
      ObjectNode fields = list.addObject();
      fields.put(NAME.name(), mount.name());
      fields.put(PATH.name(), mount.path());
      if (mount.trust() == Trust.TRUSTED) {
        fields.put(TRUSTED.name(), true);
      }
      switch (mount.access()) {
        case READING -> {}
        case FOLLOWING -> fields.put(FOLLOW.name(), true);
        case WRITING -> fields.put(WRITABLE.name(), true);
      }
    }
    read(where, list);
    return list;
  }
}
