package dev.cairn.keystore;

import dev.cairn.testkit.CoverageMap;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Which test here says what one of the original keystore, or one of the cases that those miss, says
 * there. Names are those of the project's reference: D for a defect of the original's reset, K and
 * R for the tests of its two keystores, F for a failure that they do not test.
 */
class ReferenceCoverageTest {

  private static final String COVERED =
      """
      D1 ResettableKeystoreTest defect_1_a_reset_that_cannot_begin_leaves_a_keystore_that_works_and_closes
      D2 ResettableKeystoreTest defect_2_a_marker_that_cannot_be_written_fails_the_reset_and_keeps_the_old_set
      D3 ResettableKeystoreTest defect_3_a_new_set_that_cannot_be_made_durable_fails_the_reset
      D4 ResettableKeystoreTest defect_4_changes_hold_whatever_the_reset_is_doing
      D5 ResettableKeystoreTest defect_5_what_an_earlier_process_left_is_never_taken_for_a_new_generation
      D6 ResettableKeystoreTest defect_6_a_source_that_fails_is_never_committed
      D7 ResettableKeystoreTest defect_7_readers_and_writers_go_on_while_a_new_set_is_stuck
      D8 ResettableKeystoreTest defect_8_a_put_that_failed_does_not_appear_after_the_reset
      D9 ResettableKeystoreTest defect_9_a_put_between_the_beginning_and_the_opening_of_the_source_survives
      D10 ResettableKeystoreTest defect_10_a_second_reset_is_refused_and_opens_no_source
      D11 PrefixKeystoreTest a_damaged_marker_serves_no_stale_set
      K1 KeystoreContract every_prefix_of_an_id_finds_it_and_the_sibling_region_does_not
      K2 KeystoreContract regions_at_both_ends_of_the_keyspace_are_whole
      K3 KeystoreContract counting_ends_at_its_limit_on_short_long_and_empty_regions
      K4 DatastoreKeystoreTest counting_reads_no_more_than_its_limit
      K5 DatastoreKeystoreTest a_store_that_cannot_be_read_or_synced_is_reported
      K6 DatastoreKeystoreTest counting_a_small_region_reports_an_entry_without_a_multihash
      K7 KeystoreContract delete_says_how_many_were_there
      K8 DatastoreKeystoreTest the_size_follows_many_puts_and_deletes
      K9 DatastoreKeystoreTest the_size_is_exact_after_a_crash_and_after_a_clean_close
      K10 DatastoreKeystoreTest the_size_is_exact_after_a_crash_and_after_a_clean_close
      K11 KeystoreContract empty_removes_all_and_leaves_a_keystore_that_works
      K12 DatastoreKeystoreTest the_bytes_of_an_entry_are_those_of_the_format
      R1 ResettableKeystoreTest a_result_says_what_was_done
      R2 ResettableKeystoreTest a_result_says_what_was_done
      R3 ResetDiffTest both_sets_are_compared_as_they_were_at_the_commit
      R4 ResettableKeystoreTest defect_4_changes_hold_whatever_the_reset_is_doing
      R5 DatastoreKeystoreTest the_size_is_exact_after_a_crash_and_after_a_clean_close
      R6 PrefixKeystoreTest resets_replace_the_set_and_leave_one_generation
      R7 KeystoreModelTest random_calls_do_what_they_do_to_a_sorted_set
      R8 ResettableKeystoreTest closing_the_keystore_ends_a_reset_without_a_commit
      R9 KilledResetTest what_lies_on_the_disk_at_any_step_of_a_reset_is_the_old_or_the_new_set
      R10 ResettableKeystoreTest defect_5_what_an_earlier_process_left_is_never_taken_for_a_new_generation
      R11 ResettableKeystoreTest an_old_set_that_cannot_be_deleted_is_reported_and_swept_later
      R12 ResettableKeystoreTest defect_11_a_damaged_marker_serves_no_stale_set
      R14 ResettableKeystoreTest defect_7_readers_and_writers_go_on_while_a_new_set_is_stuck
      R15 ResettableKeystoreTest defect_7_readers_and_writers_go_on_while_a_new_set_is_stuck
      R16 KeystoreContract more_than_a_batch_goes_in_and_out
      R17 ResettableKeystoreTest a_keystore_that_is_closed_from_the_source_stops_the_feed
      R18 ResettableKeystoreTest a_session_cannot_be_committed_while_it_is_fed
      R19 ExternalSortTest keys_of_every_length_come_in_order_and_once
      R20 PrefixKeystoreTest resets_replace_the_set_and_leave_one_generation
      R21 PrefixKeystoreTest generations_are_found_among_other_keys
      R22 KeystoreContract regions_at_both_ends_of_the_keyspace_are_whole
      R23 PrefixKeystoreTest a_session_that_is_not_committed_leaves_no_key
      F1 ResettableKeystoreTest defect_1_a_reset_that_cannot_begin_leaves_a_keystore_that_works_and_closes
      F2 ResettableKeystoreTest defect_2_a_marker_that_cannot_be_written_fails_the_reset_and_keeps_the_old_set
      F3 ResetFaultSweepTest an_error_at_any_step_and_then_loss_of_power_leaves_the_old_or_the_new_set
      F4 ResettableKeystoreTest defect_3_a_new_set_that_cannot_be_made_durable_fails_the_reset
      F5 ResettableKeystoreTest defect_4_changes_hold_whatever_the_reset_is_doing
      F6 ResettableKeystoreTest defect_5_what_an_earlier_process_left_is_never_taken_for_a_new_generation
      F7 PublishedResetTest a_publisher_that_fails_is_never_committed
      F8 ResettableKeystoreTest defect_8_a_put_that_failed_does_not_appear_after_the_reset
      F9 ResettableKeystoreTest defect_7_readers_never_wait_for_the_flip_of_the_marker
      F10 ResettableKeystoreTest defect_9_a_put_between_the_beginning_and_the_opening_of_the_source_survives
      F11 ResetFaultSweepTest a_process_that_dies_at_any_step_leaves_the_old_or_the_new_set
      F12 ResettableKeystoreTest a_marker_that_is_missing_or_names_what_is_missing_is_damage
      F13 ResettableKeystoreTest a_generation_without_its_record_is_damage
      F14 ResettableKeystoreTest an_old_set_that_cannot_be_deleted_is_reported_and_swept_later
      F15 FileMarkerTest a_second_one_is_refused_while_the_first_is_open
      F16 DirectoryDatastoreFactoryTest a_name_that_is_no_generation_is_refused_before_anything_happens
      F17 KeystoreContract many_may_close_at_once
      F18 ResettableKeystoreTest defect_10_a_source_is_closed_whatever_happens
      F19 ResettableKeystoreTest a_source_may_repeat_itself_and_be_of_any_length
      F20 PrefixKeystoreTest a_damaged_marker_serves_no_stale_set
      F21 ResettableKeystoreTest a_reader_of_the_old_set_keeps_it_until_it_closes_and_the_commit_says_so
      F22 DatastoreKeystoreTest another_layout_is_refused_by_its_name
      F23 KeystoreContract every_prefix_of_an_id_finds_it_and_the_sibling_region_does_not
      F24 KeystoreCheckTest a_multihash_under_the_key_of_another_id_is_found
      F25 DatastoreKeystoreTest every_flipped_bit_of_the_format_record_is_noticed
      F26 ExternalSortTest keys_of_every_length_come_in_order_and_once
      F27 DatastoreKeystoreTest a_store_that_cannot_be_read_or_synced_is_reported
      F28 KeystoreContract multihashes_of_every_function_and_length_come_back
      F29 OrphanPurgeTest all_orphans_go_and_nothing_else
      """;

  /**
   * What has no counterpart here: D12 and F30 are about whoever wires the keystore into a node; R13
   * about options that the layout has no use for.
   */
  private static final List<String> ELSEWHERE = List.of("D12", "R13", "F30");

  @Test
  void every_defect_test_and_case_of_the_reference_has_a_test_that_exists() {
    CoverageMap.of("dev.cairn.keystore", COVERED)
        .assertCovers(
            Stream.of(numbered("D", 12), numbered("K", 12), numbered("R", 23), numbered("F", 30))
                .flatMap(Arrays::stream)
                .filter(name -> !ELSEWHERE.contains(name))
                .toList());
  }

  private static String[] numbered(String kind, int last) {
    return IntStream.rangeClosed(1, last).mapToObj(i -> kind + i).toArray(String[]::new);
  }
}
