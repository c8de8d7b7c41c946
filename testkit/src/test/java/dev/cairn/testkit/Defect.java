package dev.cairn.testkit;

import java.util.List;

/**
 * The 28 defects that are known of the original's world, by their numbers: those that a datastore
 * can have are planted in one, and caught; the others belong to the room that is named.
 *
 * <table>
 * <caption>Number, what goes wrong, the planted bug that is like it</caption>
 * <tr><td>1</td><td>a query shows what a get denies</td>
 *     <td>{@link ValueBug#LISTS_WHAT_IT_DOES_NOT_HAVE}</td></tr>
 * <tr><td>2</td><td>a batch refuses what a single call does</td>
 *     <td>{@link RefusalBug#REFUSES_A_DELETE_THAT_ALONE_DOES_NOTHING}</td></tr>
 * <tr><td>3</td><td>a batch takes what a single call refuses</td>
 *     <td>{@link RefusalBug#TAKES_BEHIND_OTHERS_WHAT_IT_REFUSES_ALONE}</td></tr>
 * <tr><td>4</td><td>a sync leaves out its own key</td>
 *     <td>{@link StoredBug#SYNCS_NOT_THE_PREFIX_ITSELF}</td></tr>
 * <tr><td>5</td><td>a query shows a key twice</td><td>{@link QueryBug#REPEATS_THE_LAST}</td></tr>
 * <tr><td>6</td><td>half of a batch is applied</td>
 *     <td>{@link RefusalBug#APPLIES_WHAT_COMES_BEFORE_A_REFUSAL}</td></tr>
 * <tr><td>7</td><td>a transaction cannot list</td>
 *     <td>{@link CapabilityBug#BREAKS_DOWN_WHEN_A_TRANSACTION_LISTS}</td></tr>
 * <tr><td>8</td><td>two keys are one in a namespace</td>
 *     <td>{@link ValueBug#TAKES_A_KEY_FOR_ONE_IN_ITS_NAMESPACE}</td></tr>
 * <tr><td>9</td><td>a filter of a key's first bytes is cleaned like a key</td>
 *     <td>{@link QueryBug#CLEANS_THE_FIRST_BYTES_OF_KEYS}</td></tr>
 * <tr><td>10</td><td>a buffer loses writes, and is never synced</td>
 *     <td>{@link StoredBug#SYNCS_NOTHING}, {@link ConcurrencyBug#LOSES_WRITES_THAT_MEET}</td></tr>
 * <tr><td>11</td><td>a comparator's difference is ignored</td>
 *     <td>{@link QueryBug#IGNORES_DIFFERENCES}</td></tr>
 * <tr><td>12</td><td>a function that orders sees other keys</td>
 *     <td>{@link QueryBug#ORDERS_BY_STRIPPED_KEYS}</td></tr>
 * <tr><td>13</td><td>filters see no values where keys are asked for</td>
 *     <td>{@link QueryBug#FILTERS_BY_VALUES_THAT_ARE_NOT_READ}</td></tr>
 * <tr><td>14</td><td>a batch has no order</td>
 *     <td>{@link BatchBug#PUTS_FIRST_AND_DELETES_THEN}</td></tr>
 * <tr><td>15</td><td>of two values in a batch, the first wins</td>
 *     <td>{@link BatchBug#KEEPS_THE_FIRST_VALUE}</td></tr>
 * <tr><td>16</td><td>a put during a delete is lost</td>
 *     <td>{@link ConcurrencyBug#LOSES_A_PUT_DURING_A_DELETE}</td></tr>
 * <tr><td>17</td><td>a store is opened twice</td><td>{@link StoredBug#LOCKS_NOTHING}</td></tr>
 * <tr><td>18</td><td>a sync does nothing</td><td>{@link StoredBug#SYNCS_NOTHING}</td></tr>
 * <tr><td>19</td><td>a query with a prefix finds nothing</td>
 *     <td>{@link QueryBug#ANSWERS_A_PREFIX_WITH_NOTHING}</td></tr>
 * <tr><td>20</td><td>a listing ends at damage, or is empty once the store is closed</td>
 *     <td>{@link StoredBug#ENDS_A_LISTING_AT_DAMAGE}, {@link
 *     LifecycleBug#ENDS_RESULTS_IN_SILENCE}</td></tr>
 * <tr><td>21</td><td>a transaction is in every writer's way</td>
 *     <td>{@link CapabilityBug#REFUSES_WRITERS_WHILE_A_TRANSACTION_IS_OPEN}</td></tr>
 * <tr><td>22</td><td>a second order is refused, a late call breaks down</td>
 *     <td>{@link QueryBug#REFUSES_A_SECOND_ORDER}, {@link
 *     LifecycleBug#BREAKS_DOWN_ONCE_CLOSED}</td></tr>
 * <tr><td>23</td><td>claims do not follow what can be done</td>
 *     <td>{@link CapabilityBug#CLAIMS_TOO_MUCH}, {@link
 *     CapabilityBug#HIDES_WHAT_IT_CAN_DO}</td></tr>
 * <tr><td>24</td><td>check, scrub and collection do nothing</td>
 *     <td>{@link CapabilityBug#CHECKS_NOTHING}, {@link CapabilityBug#SCRUBS_NOTHING}, {@link
 *     CapabilityBug#COLLECTS_NO_GARBAGE}</td></tr>
 * <tr><td>25</td><td>a measured query leaves out its listing</td><td>the measuring wrapper</td></tr>
 * <tr><td>26</td><td>a failed configuration leaks</td><td>the repository</td></tr>
 * <tr><td>27</td><td>deleting what is absent fails in one keystore and not in another; the rest is
 *     of its files</td><td>{@link ValueBug#FAILS_TO_DELETE_WHAT_IS_ABSENT}</td></tr>
 * <tr><td>28</td><td>the help of a command</td><td>the command line</td></tr>
 * </table>
 *
 * @param number the number
 * @param planted the bugs like it
 */
record Defect(int number, List<PlantedBug> planted) {

  /** Those that belong to another room. */
  static final List<Integer> ELSEWHERE = List.of(25, 26, 28);

  static final List<Defect> OF_DATASTORES =
      List.of(
          of(1, ValueBug.LISTS_WHAT_IT_DOES_NOT_HAVE),
          of(2, RefusalBug.REFUSES_A_DELETE_THAT_ALONE_DOES_NOTHING),
          of(3, RefusalBug.TAKES_BEHIND_OTHERS_WHAT_IT_REFUSES_ALONE),
          of(4, StoredBug.SYNCS_NOT_THE_PREFIX_ITSELF),
          of(5, QueryBug.REPEATS_THE_LAST),
          of(6, RefusalBug.APPLIES_WHAT_COMES_BEFORE_A_REFUSAL),
          of(7, CapabilityBug.BREAKS_DOWN_WHEN_A_TRANSACTION_LISTS),
          of(8, ValueBug.TAKES_A_KEY_FOR_ONE_IN_ITS_NAMESPACE),
          of(9, QueryBug.CLEANS_THE_FIRST_BYTES_OF_KEYS),
          of(10, StoredBug.SYNCS_NOTHING, ConcurrencyBug.LOSES_WRITES_THAT_MEET),
          of(11, QueryBug.IGNORES_DIFFERENCES),
          of(12, QueryBug.ORDERS_BY_STRIPPED_KEYS),
          of(13, QueryBug.FILTERS_BY_VALUES_THAT_ARE_NOT_READ),
          of(14, BatchBug.PUTS_FIRST_AND_DELETES_THEN),
          of(15, BatchBug.KEEPS_THE_FIRST_VALUE),
          of(16, ConcurrencyBug.LOSES_A_PUT_DURING_A_DELETE),
          of(17, StoredBug.LOCKS_NOTHING),
          of(18, StoredBug.SYNCS_NOTHING),
          of(19, QueryBug.ANSWERS_A_PREFIX_WITH_NOTHING),
          of(20, StoredBug.ENDS_A_LISTING_AT_DAMAGE, LifecycleBug.ENDS_RESULTS_IN_SILENCE),
          of(21, CapabilityBug.REFUSES_WRITERS_WHILE_A_TRANSACTION_IS_OPEN),
          of(22, QueryBug.REFUSES_A_SECOND_ORDER, LifecycleBug.BREAKS_DOWN_ONCE_CLOSED),
          of(23, CapabilityBug.CLAIMS_TOO_MUCH, CapabilityBug.HIDES_WHAT_IT_CAN_DO),
          of(
              24,
              CapabilityBug.CHECKS_NOTHING,
              CapabilityBug.SCRUBS_NOTHING,
              CapabilityBug.COLLECTS_NO_GARBAGE),
          of(27, ValueBug.FAILS_TO_DELETE_WHAT_IS_ABSENT));

  private static Defect of(int number, PlantedBug... planted) {
    return new Defect(number, List.of(planted));
  }
}
