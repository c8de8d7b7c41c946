package dev.cairn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HexDumpTest {

  @Test
  void no_bytes_are_no_lines() {
    assertThat(HexDump.of(new byte[0])).isEmpty();
  }

  @Test
  void a_short_line_is_filled_up() {
    assertThat(HexDump.of("hello".getBytes(UTF_8)))
        .isEqualTo("00000000  68 65 6c 6c 6f                                    |hello|\n");
  }

  @Test
  void whole_lines_have_two_groups_and_dots_for_what_is_no_ascii() {
    byte[] bytes = new byte[25];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (0x75 + i);
    }
    bytes[24] = (byte) 0xff;

    assertThat(HexDump.of(bytes))
        .isEqualTo(
            """
            00000000  75 76 77 78 79 7a 7b 7c  7d 7e 7f 80 81 82 83 84  |uvwxyz{|}~......|
            00000010  85 86 87 88 89 8a 8b 8c  ff                       |.........|
            """);
  }
}
