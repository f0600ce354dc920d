#pragma once

#include <array>
#include <string>

#include "simulation/script/choices.h"

namespace xinqiao::simulation {

// What goes wrong in one world, in per cent of its occasions: of requests, of an action on a phone, of steps.
// A fault is on in about half of the worlds, so that rare ones meet each other and none hides behind another; those
// that only together bring a copy or a restored server to its limits are also drawn together.
struct Knobs {
  // On the way of a request.
  int request_lost = 0;
  int answer_lost = 0;
  int request_doubled = 0;
  int request_late = 0;  // it arrives behind others
  int request_cut = 0;   // only its beginning arrives
  int answer_cut = 0;
  int slow = 0;        // a minute or more
  int breaks_off = 0;  // of syncs: after some requests nothing gets through any more
  // The server, at a request: killed at a file-system call, or just after its answer.
  int server_killed = 0;
  int server_read_error = 0;
  int server_write_error = 0;
  int server_disk_full = 0;
  // A phone, at an action.
  int phone_killed = 0;
  int phone_read_error = 0;
  int phone_write_error = 0;
  int phone_disk_full = 0;
  // Of kills: those that are power cuts.
  int power_cut = 0;
  // Among steps, in parts of 1,000.
  int phone_clock_jumps = 0;
  int server_clock_jumps = 0;
  int phone_cloned = 0;
  int phone_put_back = 0;
  int phone_lost = 0;  // for ever
  int server_put_back = 0;
  int pairings = 0;
  int decisions = 0;
  int resolves = 0;
  int big_texts = 0;    // per cent of texts: many pages
  int small_pages = 0;  // 0: of what a phone asks for; else so small that each is about one organisation seq
};

struct Knob {
  const char* name;
  int Knobs::* value;
  int max;
  bool together = false;  // on in a third of the worlds with the others of these
};
extern const std::array<Knob, 28> kKnobs;

Knobs draw_knobs(Choices& choices);
// "answer_lost=12 phone_killed=3", those that are on.
std::string to_string(const Knobs& knobs);

}  // namespace xinqiao::simulation
