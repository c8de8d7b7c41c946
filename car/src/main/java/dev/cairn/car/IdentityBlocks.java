package dev.cairn.car;

/** Whether an export writes blocks whose CID holds their bytes, and which nobody has to store. */
public enum IdentityBlocks {

  /** They have no section: whoever has the CID has the block. Their links are followed. */
  OMITTED,

  /** They have a section as any other block. */
  WRITTEN
}
