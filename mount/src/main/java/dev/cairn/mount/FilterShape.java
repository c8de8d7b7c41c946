package dev.cairn.mount;

/**
 * How large a {@link BlockFilter} is, so that it holds a number of elements at a rate of false
 * positives: exactly as large as that takes, in lines of 512 bits.
 *
 * <p>Of a line with {@code i} elements, each bit is set with {@code 1 - (1 - 1/512)^(k i)}, and how
 * many elements a line gets is distributed as Poisson has it.
 *
 * @param capacity for how many elements it is made
 * @param rate the rate of false positives at that many
 * @param lines how many lines of 512 bits it has
 * @param probes how many bits an element has
 */
record FilterShape(long capacity, double rate, int lines, int probes) {

  private static final int LINE_BITS = 512;
  private static final int MAX_PROBES = 20;
  private static final double MAX_BITS_AN_ELEMENT = 128;
  private static final int MAX_LINES = (Integer.MAX_VALUE - 8) / BlockFilter.LINE_WORDS;

  /** Returns the smallest shape of any number of probes. */
  static FilterShape of(long capacity, double rate) {
    double fewestBits = MAX_BITS_AN_ELEMENT;
    int probes = 1;
    for (int k = 1; k <= MAX_PROBES; k++) {
      double bits = bitsAnElement(rate, k);
      if (bits < fewestBits) {
        fewestBits = bits;
        probes = k;
      }
    }
    double lines = Math.ceil(capacity * fewestBits / LINE_BITS);
    if (lines > MAX_LINES) {
      throw new IllegalArgumentException(
          "a filter of %d blocks at a rate of %s needs more than the 16 GiB that one can have"
              .formatted(capacity, rate));
    }
    return new FilterShape(capacity, rate, Math.max(1, (int) lines), probes);
  }

  /** The rate falls with the bits, so that halving finds how many it takes. */
  private static double bitsAnElement(double rate, int probes) {
    double tooFew = 0.5;
    double enough = MAX_BITS_AN_ELEMENT;
    for (int step = 0; step < 30; step++) {
      double middle = (tooFew + enough) / 2;
      if (rateOf(LINE_BITS / middle, probes) <= rate) {
        enough = middle;
      } else {
        tooFew = middle;
      }
    }
    return enough;
  }

  private static double rateOf(double elementsALine, int probes) {
    double sum = 0;
    double likelihood = Math.exp(-elementsALine);
    double unsetByOne = Math.pow(1 - 1.0 / LINE_BITS, probes);
    double unset = 1;
    int most = (int) (elementsALine + 12 * Math.sqrt(elementsALine) + 12);
    for (int elements = 0; elements <= most; elements++) {
      sum += likelihood * Math.pow(1 - unset, probes);
      likelihood *= elementsALine / (elements + 1);
      unset *= unsetByOne;
    }
    return sum;
  }

  int words() {
    return lines * BlockFilter.LINE_WORDS;
  }

  long bytes() {
    return (long) words() * Long.BYTES;
  }
}
