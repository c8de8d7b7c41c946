package dev.cairn.car;

/** How strictly an archive is read. Immutable. */
public final class CarOptions {

  /** The most bytes of a header, 32 MiB, unless another limit is set. */
  public static final int DEFAULT_MAX_HEADER_SIZE = 32 << 20;

  /** The most bytes of a section, 8 MiB with its CID, unless another limit is set. */
  public static final int DEFAULT_MAX_SECTION_SIZE = 8 << 20;

  private static final CarOptions DEFAULTS = new Builder().build();

  private final int maxHeaderSize;
  private final int maxSectionSize;
  private final HashCheck hashCheck;
  private final ZeroLengthSections zeroLengthSections;

  private CarOptions(Builder builder) {
    this.maxHeaderSize = builder.maxHeaderSize;
    this.maxSectionSize = builder.maxSectionSize;
    this.hashCheck = builder.hashCheck;
    this.zeroLengthSections = builder.zeroLengthSections;
  }

  /**
   * {@return the strict options: the default limits, every block verified, no sections of length
   * zero}
   */
  public static CarOptions defaults() {
    return DEFAULTS;
  }

  /** {@return a builder that starts from {@link #defaults()}} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return a builder that starts from these options} */
  public Builder toBuilder() {
    return builder()
        .maxHeaderSize(maxHeaderSize)
        .maxSectionSize(maxSectionSize)
        .hashCheck(hashCheck)
        .zeroLengthSections(zeroLengthSections);
  }

  /** {@return the most bytes that a header may have} */
  public int maxHeaderSize() {
    return maxHeaderSize;
  }

  /** {@return the most bytes that a section may have, CID and block together} */
  public int maxSectionSize() {
    return maxSectionSize;
  }

  /** {@return which blocks are hashed} */
  public HashCheck hashCheck() {
    return hashCheck;
  }

  /** {@return what a section of length zero means} */
  public ZeroLengthSections zeroLengthSections() {
    return zeroLengthSections;
  }

  /** Collects options; for one thread. */
  public static final class Builder {

    private int maxHeaderSize = DEFAULT_MAX_HEADER_SIZE;
    private int maxSectionSize = DEFAULT_MAX_SECTION_SIZE;
    private HashCheck hashCheck = HashCheck.ALL;
    private ZeroLengthSections zeroLengthSections = ZeroLengthSections.REFUSED;

    private Builder() {}

    /**
     * Sets the limit of a header.
     *
     * @param bytes positive
     * @return this builder
     * @throws IllegalArgumentException if {@code bytes} is not positive
     */
    public Builder maxHeaderSize(int bytes) {
      this.maxHeaderSize = requirePositive(bytes);
      return this;
    }

    /**
     * Sets the limit of a section: the memory that one block may take.
     *
     * @param bytes of CID and block together, positive
     * @return this builder
     * @throws IllegalArgumentException if {@code bytes} is not positive
     */
    public Builder maxSectionSize(int bytes) {
      this.maxSectionSize = requirePositive(bytes);
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
     * Sets what a section of length zero means.
     *
     * @param zeroLengthSections what
     * @return this builder
     */
    public Builder zeroLengthSections(ZeroLengthSections zeroLengthSections) {
      this.zeroLengthSections = zeroLengthSections;
      return this;
    }

    /** {@return the options} */
    public CarOptions build() {
      return new CarOptions(this);
    }

    private static int requirePositive(int bytes) {
      if (bytes <= 0) {
        throw new IllegalArgumentException("a limit of " + bytes + " bytes lets nothing pass");
      }
      return bytes;
    }
  }
}
