package dev.cairn.car;

import dev.cairn.links.Links;

/** What an export follows, verifies and leaves out. Immutable. */
public final class ExportOptions {

  private static final ExportOptions DEFAULTS = new Builder().build();

  private final Links links;
  private final HashCheck hashCheck;
  private final MissingBlocks missingBlocks;
  private final IdentityBlocks identityBlocks;

  private ExportOptions(Builder builder) {
    this.links = builder.links;
    this.hashCheck = builder.hashCheck;
    this.missingBlocks = builder.missingBlocks;
    this.identityBlocks = builder.identityBlocks;
  }

  /**
   * {@return the options that follow the standard codecs, verify what can be verified, fail where a
   * block is missing, and omit identity blocks}
   */
  public static ExportOptions defaults() {
    return DEFAULTS;
  }

  /** {@return a builder that starts from {@link #defaults()}} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return a builder that starts from these options} */
  public Builder toBuilder() {
    return builder()
        .links(links)
        .hashCheck(hashCheck)
        .missingBlocks(missingBlocks)
        .identityBlocks(identityBlocks);
  }

  /** {@return the codecs whose links are followed} */
  public Links links() {
    return links;
  }

  /** {@return which blocks are hashed} */
  public HashCheck hashCheck() {
    return hashCheck;
  }

  /** {@return what is done about blocks that the store does not hold} */
  public MissingBlocks missingBlocks() {
    return missingBlocks;
  }

  /** {@return whether blocks that their CID holds are written} */
  public IdentityBlocks identityBlocks() {
    return identityBlocks;
  }

  /** Collects options; for one thread. */
  public static final class Builder {

    private Links links = Links.standard();
    private HashCheck hashCheck = HashCheck.WHERE_COMPUTABLE;
    private MissingBlocks missingBlocks = MissingBlocks.FAIL;
    private IdentityBlocks identityBlocks = IdentityBlocks.OMITTED;

    private Builder() {}

    /**
     * Sets the codecs whose links are followed.
     *
     * @param links the codecs
     * @return this builder
     */
    public Builder links(Links links) {
      this.links = links;
      return this;
    }

    /**
     * Sets which blocks are hashed.
     *
     * @param hashCheck which
     * @return this builder
     */
    public Builder hashCheck(HashCheck hashCheck) {
      this.hashCheck = hashCheck;
      return this;
    }

    /**
     * Sets what is done about blocks that the store does not hold.
     *
     * @param missingBlocks what
     * @return this builder
     */
    public Builder missingBlocks(MissingBlocks missingBlocks) {
      this.missingBlocks = missingBlocks;
      return this;
    }

    /**
     * Sets whether blocks that their CID holds are written.
     *
     * @param identityBlocks whether
     * @return this builder
     */
    public Builder identityBlocks(IdentityBlocks identityBlocks) {
      this.identityBlocks = identityBlocks;
      return this;
    }

    /** {@return the options} */
    public ExportOptions build() {
      return new ExportOptions(this);
    }
  }
}
