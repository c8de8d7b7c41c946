package dev.cairn.mount;

import dev.cairn.testkit.CoverageMap;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Which test stands for which trap of the project's reference, and for which case that it names.
 */
class ReferenceCoverageTest {

  /** By the number of the trap in the reference's list of what to design against. */
  private static final String TRAPS =
      """
      1 mount.CacheTrapsTest a_truncated_listing_denies_no_block_and_swallows_no_delete
      1 mount.BlockstoreTrapsTest a_truncated_listing_throws_instead_of_looking_complete
      2 mount.CacheTrapsTest the_end_of_a_listing_stays_a_failure_through_every_wrapper
      2 mount.BlockstoreTrapsTest a_wrapper_passes_on_a_view_and_does_not_fall_back_to_a_get
      3 mount.CacheTrapsTest puts_deletes_and_gets_of_one_block_at_once_leave_no_wrong_answer
      4 mount.CacheTrapsTest a_store_that_was_changed_from_below_is_seen_once_the_memory_is_told
      5 gc.CollectorTest trap_5_no_question_of_the_walk_is_answered_by_chance
      6 gc.CollectorTest trap_6_a_node_that_was_marked_as_raw_is_followed_when_it_turns_up_as_a_node
      7 gc.CollectorTest trap_7_roots_are_read_after_the_wait_for_older_tokens
      8 gc.LockerTest trap_8_a_nested_token_is_granted_while_a_collection_waits
      9 gc.LockerTest trap_9_a_slow_listener_keeps_nobody_from_putting_reading_and_pinning
      10 gc.BlockRemovalTest trap_10_the_raw_alias_of_a_pinned_node_counts_as_pinned
      11 gc.BlockRemovalTest trap_11_a_store_that_fails_for_a_moment_makes_nothing_be_taken_for_loose
      11 mount.BlockstoreTrapsTest a_failure_to_read_is_not_taken_for_damage
      12 mount.BlockstoreTrapsTest a_copy_in_a_store_that_may_change_elides_no_put
      12 mount.BlockstoreTrapsTest a_block_that_is_put_again_by_force_repairs_a_damaged_copy
      13 mount.BlockstoreTrapsTest a_view_that_fails_in_the_middle_is_not_begun_again_with_another_mount
      14 mount.BlockstoreTrapsTest an_absence_in_a_later_mount_does_not_hide_a_failure_in_an_earlier_one
      15 mount.CacheTrapsTest put_remove_has_put_has_ends_with_the_block_there
      16 mount.BlockstoreTrapsTest an_empty_block_is_not_taken_for_an_absent_one
      17 mount.BlockstoreTrapsTest one_multihash_under_three_codecs_in_two_mounts_is_one_block
      19 gc.CollectorTest trap_19_raw_leaves_are_not_read_so_a_damaged_or_missing_one_stops_nothing
      20 gc.CollectionScheduleTest trap_20_the_watermark_counts_the_cache_alone
      21 mount.BlockstoreTrapsTest a_store_closed_under_a_listing_ends_it_with_an_error
      22 mount.BlockstoreTrapsTest parts_of_a_batch_are_committed_in_one_order_always
      23 mount.BlockstoreTrapsTest a_store_cannot_be_mounted_twice
      24 mount.BlockstoreTrapsTest a_mount_that_fails_for_long_costs_no_waiting_and_yet_lies_to_nobody
      """;

  /** The tests that, as the reference has it, a port should have and no one has. */
  private static final String CASES =
      """
      a-mount-fails mount.MultiBlockstoreTest a_mount_that_fails_is_passed_over_where_another_has_the_block
      a-mount-fails mount.MultiBlockstoreTest where_several_mounts_fail_the_first_failure_is_thrown_with_the_others_suppressed
      a-mount-fails mount.MultiBlockstoreTest an_aux_that_fails_does_not_disturb_writes
      cache-corrupt-aux-good mount.MultiBlockstorePoliciesTest a_read_replaces_a_damaged_copy_in_the_cache_by_the_good_one_of_an_aux
      cache-good-aux-corrupt mount.BlockstoreTrapsTest a_good_copy_in_the_cache_is_not_given_up_for_a_damaged_one_in_an_aux
      three-codecs mount.BlockstoreTrapsTest one_multihash_under_three_codecs_in_two_mounts_is_one_block
      split-graph gc.CollectorTest a_pinned_graph_may_be_split_across_the_cache_and_an_aux
      mark-fails gc.CollectorTest an_aux_that_fails_while_marking_lets_nothing_be_deleted_and_is_named
      removed-mid-listing mount.MultiBlockstoreMountsTest an_aux_removed_in_the_middle_of_a_listing_is_listed_to_its_end_and_closed_after
      elision mount.MultiBlockstoreTest a_put_is_elided_by_the_cache_or_by_a_trusted_aux
      both-copies gc.BlockRemovalTest of_two_that_remove_the_two_copies_of_a_pinned_block_at_once_one_is_refused
      nested-token gc.LockerTest trap_8_a_nested_token_is_granted_while_a_collection_waits
      slow-consumer gc.LockerTest trap_9_a_slow_listener_keeps_nobody_from_putting_reading_and_pinning
      truncated-second-mount mount.MultiBlockstoreTest a_listing_that_a_mount_breaks_off_never_ends_in_silence
      close-mid-listing mount.MultiBlockstoreTest closing_in_the_middle_of_a_listing_refuses_the_rest
      put-rm-has-put-has mount.CacheTrapsTest put_remove_has_put_has_ends_with_the_block_there
      raw-alias gc.BlockRemovalTest trap_10_the_raw_alias_of_a_pinned_node_counts_as_pinned
      """;

  /** About files behind references, which a blockstore over datastores has none of. */
  private static final int OF_THE_FILESTORE = 18;

  @Test
  void every_trap_has_a_test() {
    CoverageMap.of("dev.cairn", TRAPS)
        .assertCovers(
            IntStream.rangeClosed(1, 24)
                .filter(trap -> trap != OF_THE_FILESTORE)
                .mapToObj(Integer::toString)
                .toList());
  }

  @Test
  void every_case_that_no_one_tests_has_a_test() {
    CoverageMap.of("dev.cairn", CASES)
        .assertCovers(
            List.of(
                "a-mount-fails",
                "cache-corrupt-aux-good",
                "cache-good-aux-corrupt",
                "three-codecs",
                "split-graph",
                "mark-fails",
                "removed-mid-listing",
                "elision",
                "both-copies",
                "nested-token",
                "slow-consumer",
                "truncated-second-mount",
                "close-mid-listing",
                "put-rm-has-put-has",
                "raw-alias"));
  }
}
