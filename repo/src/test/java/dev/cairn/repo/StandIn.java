package dev.cairn.repo;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.datastore.spec.DatastoreDriver;
import dev.cairn.datastore.spec.DriverContext;
import dev.cairn.datastore.spec.Spec;
import dev.cairn.datastore.spec.SpecField;
import java.util.List;

/** A driver that takes the fields of a real one, and opens stores in memory. */
class StandIn implements DatastoreDriver {

  /** The fields of Kubo's flatfs. */
  static final List<SpecField> FLATFS_FIELDS =
      List.of(
          SpecField.path("path").required().onDisk(),
          SpecField.text("shardFunc").required().onDisk(),
          SpecField.flag("sync").required());

  private final String type;
  private final List<SpecField> fields;

  StandIn(String type, List<SpecField> fields) {
    this.type = type;
    this.fields = fields;
  }

  @Override
  public String type() {
    return type;
  }

  @Override
  public List<SpecField> fields() {
    return fields;
  }

  @Override
  public Batching open(Spec spec, DriverContext context) {
    return new MemoryDatastore();
  }
}
