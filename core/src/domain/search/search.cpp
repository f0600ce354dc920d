#include "domain/search/search.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "domain/search/han_initials.h"

namespace xinqiao::domain {
namespace {

constexpr std::size_t kDigitsMin = 3;  // fewer are in nearly every number

// Surnames whose reading as a name is another than the common one, or that are read in two ways.
struct Surname {
  char32_t character;
  const char* initials;
};
constexpr auto kSurnames = std::to_array<Surname>({
    {U'覃', "qt"}, {U'单', "sd"}, {U'曾', "zc"}, {U'解', "xj"}, {U'仇', "qc"}, {U'区', "oq"}, {U'查', "zc"},
    {U'朴', "p"},  {U'尉', "yw"}, {U'乐', "yl"}, {U'翟', "zd"}, {U'种', "cz"}, {U'折', "sz"}, {U'行', "xh"},
    {U'缪', "m"},  {U'盖', "g"},  {U'万', "wm"}, {U'冼', "x"},  {U'牟', "m"},  {U'员', "y"},  {U'谌', "cs"},
    {U'秘', "bm"}, {U'祭', "zj"}, {U'隗', "wk"}, {U'晁', "c"},  {U'佴', "n"},  {U'宁', "n"},  {U'车', "c"},
});

// The next character; a broken byte is one by itself. Takes it off the text.
char32_t next(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
  if (length == 1 || text.size() < length) {
    text.remove_prefix(1);
    return lead;
  }
  char32_t code = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) code = code << 6U | (static_cast<unsigned char>(text[i]) & 0x3FU);
  text.remove_prefix(length);
  return code;
}

char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter; }

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

char initial_of(char32_t character) {
  if (character < 0x80) return lower(static_cast<char>(character));
  const bool han = character >= kFirstHan && character - kFirstHan < kHanInitials.size();
  return han ? kHanInitials[character - kFirstHan] : '-';
}

bool is_initial(char32_t character, bool first, char typed) {
  const auto* surname = std::ranges::find(kSurnames, character, &Surname::character);
  if (first && surname != kSurnames.end()) return std::string_view(surname->initials).find(typed) != std::string::npos;
  return initial_of(character) == typed;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words(1);
  for (const char letter : text) {
    if (letter == ' ' || letter == '\t' || letter == '\n') {
      words.emplace_back();
    } else {
      words.back() += lower(letter);
    }
  }
  std::erase_if(words, [](const std::string& word) { return word.empty(); });
  return words;
}

bool is_ascii(std::string_view word) {
  return std::ranges::all_of(word, [](char letter) { return static_cast<unsigned char>(letter) < 0x80; });
}

bool has_phone(const std::vector<std::string>& phones, const std::string& word) {
  if (word.size() < kDigitsMin || !std::ranges::all_of(word, is_digit)) return false;
  return std::ranges::any_of(phones, [&](const std::string& phone) { return phone.find(word) != std::string::npos; });
}

// What one may be found by.
struct Findable {
  std::string_view name;
  std::string_view former_name;
  std::string_view village;
  std::string_view school;
  const std::vector<std::string>& phones;

  bool has(const std::string& word) const {
    const std::array texts{name, former_name, village, school};
    if (std::ranges::any_of(texts, [&](std::string_view text) { return text.find(word) != std::string::npos; })) {
      return true;
    }
    return is_ascii(word) && (has_initials(name, word) || has_phone(phones, word));
  }
  bool begins_with(const std::string& word) const { return name.starts_with(word); }
};

class Search {
 public:
  Search(const Township& township, std::string_view text) : township_(township), words_(words_of(text)) {
    for (const Organisation& each : township.organisations) organisations_.emplace(each.id, each.name);
  }

  std::vector<Found> run(std::size_t limit) {
    if (words_.empty()) return {};
    for (const Child& child : township_.children) {
      look_at({child.name, child.former_name, name_of(child.village), name_of(child.school), child.phones},
              {child.id, true, child.name, child.village, child.school});
    }
    for (const Person& person : township_.people) {
      look_at({person.name, {}, {}, {}, person.phones}, {person.id, false, person.name, {}, {}});
    }
    std::ranges::sort(found_, {}, [](const auto& entry) {
      return std::tuple(!entry.second.is_child, !entry.first, entry.second.name, entry.second.id);
    });
    std::vector<Found> out;
    out.reserve(std::min(limit, found_.size()));
    for (auto& [begins, found] : found_) {
      if (out.size() == limit) break;
      out.push_back(std::move(found));
    }
    return out;
  }

 private:
  std::string_view name_of(const Id& organisation) const {
    const auto found = organisations_.find(organisation);
    return found == organisations_.end() ? std::string_view() : found->second;
  }

  void look_at(const Findable& who, const Found& found) {
    if (!std::ranges::all_of(words_, [&](const std::string& word) { return who.has(word); })) return;
    found_.emplace_back(who.begins_with(words_.front()), found);
  }

  const Township& township_;
  std::vector<std::string> words_;
  std::map<Id, std::string_view> organisations_;
  std::vector<std::pair<bool, Found>> found_;  // whether its name begins so
};

}  // namespace

bool has_initials(std::string_view name, std::string_view typed) {
  std::u32string characters;
  for (std::string_view rest = name; !rest.empty();) characters += next(rest);
  for (std::size_t from = 0; from + typed.size() <= characters.size(); ++from) {
    std::size_t same = 0;
    while (same < typed.size() && is_initial(characters[from + same], from + same == 0, lower(typed[same]))) ++same;
    if (same == typed.size()) return !typed.empty();
  }
  return false;
}

std::vector<Found> search(const Township& township, std::string_view text, std::size_t limit) {
  return Search(township, text).run(limit);
}

}  // namespace xinqiao::domain
