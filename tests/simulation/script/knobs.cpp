#include "simulation/script/knobs.h"

namespace xinqiao::simulation {

const std::array<Knob, 28> kKnobs = {{
    {"request_lost", &Knobs::request_lost, 25},
    {"answer_lost", &Knobs::answer_lost, 25},
    {"request_doubled", &Knobs::request_doubled, 25},
    {"request_late", &Knobs::request_late, 20},
    {"request_cut", &Knobs::request_cut, 15},
    {"answer_cut", &Knobs::answer_cut, 25},
    {"slow", &Knobs::slow, 15},
    {"breaks_off", &Knobs::breaks_off, 40, true},
    {"server_killed", &Knobs::server_killed, 20},
    {"server_read_error", &Knobs::server_read_error, 5},
    {"server_write_error", &Knobs::server_write_error, 10},
    {"server_disk_full", &Knobs::server_disk_full, 10},
    {"phone_killed", &Knobs::phone_killed, 25},
    {"phone_read_error", &Knobs::phone_read_error, 10},
    {"phone_write_error", &Knobs::phone_write_error, 15},
    {"phone_disk_full", &Knobs::phone_disk_full, 15},
    {"power_cut", &Knobs::power_cut, 100},
    {"phone_clock_jumps", &Knobs::phone_clock_jumps, 60},
    {"server_clock_jumps", &Knobs::server_clock_jumps, 30},
    {"phone_cloned", &Knobs::phone_cloned, 50, true},
    {"phone_put_back", &Knobs::phone_put_back, 60},
    {"phone_lost", &Knobs::phone_lost, 30, true},
    {"server_put_back", &Knobs::server_put_back, 80, true},
    {"pairings", &Knobs::pairings, 150, true},
    {"decisions", &Knobs::decisions, 150, true},
    {"resolves", &Knobs::resolves, 100},
    {"big_texts", &Knobs::big_texts, 30},
    {"small_pages", &Knobs::small_pages, 2, true},
}};

Knobs draw_knobs(Choices& choices) {
  Knobs knobs;
  const bool together = choices.below(3) == 2;
  for (const Knob& knob : kKnobs) {
    const bool on = choices.below(2) == 1 || (together && knob.together);
    const auto value = 1 + static_cast<int>(choices.below(static_cast<std::uint64_t>(knob.max)));
    if (on) knobs.*knob.value = value;
  }
  return knobs;
}

std::string to_string(const Knobs& knobs) {
  std::string out;
  for (const Knob& knob : kKnobs) {
    if (knobs.*knob.value != 0)
      out += std::string(out.empty() ? "" : " ") + knob.name + "=" + std::to_string(knobs.*knob.value);
  }
  return out;
}

}  // namespace xinqiao::simulation
