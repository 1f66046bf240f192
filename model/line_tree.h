// Which lines paths run through, shared between paths that part.
//
// Every step of every path may add a line, and of most paths nobody ever asks for theirs: so a line costs
// two numbers, a path carries the number of its last one, and what many paths have in common is looked at
// once. Nothing is ever taken away; a tree lives as long as the paths of one exploration.
#pragma once

#include <cstdint>
#include <limits>
#include <new>
#include <vector>

namespace pinproof::model {

class LineTree {
public:
  /// The last line of a path; `none` of one that has run through nothing.
  using Last = uint32_t;
  static constexpr Last none = 0;
  /// An instruction that stands on the line.
  struct Place {
    uint32_t function, instruction;
  };

  Last after(Last last, Place place) {
    if (nodes_.size() > std::numeric_limits<Last>::max()) throw std::bad_alloc();
    nodes_.push_back({place, last});
    return static_cast<Last>(nodes_.size() - 1);
  }
  Place placeOf(Last last) const { return nodes_[last].place; }
  /// Behind `first`, which lies on the way to `last`, up to `last`; in order.
  std::vector<Place> since(Last first, Last last) const {
    std::vector<Place> places;
    for (Last at = last; at != first; at = nodes_[at].before) places.push_back(nodes_[at].place);
    return {places.rbegin(), places.rend()};
  }
  /// Calls `use` with each place on the way to `last` that no earlier call came by.
  template <typename Use> void visit(Last last, const Use &use) {
    for (Last at = last; at != none && !nodes_[at].isVisited; at = nodes_[at].before) {
      nodes_[at].isVisited = true;
      use(nodes_[at].place);
    }
  }

private:
  struct Node {
    Place place;
    Last before;
    bool isVisited = false;
  };
  std::vector<Node> nodes_ = std::vector<Node>(1); // the first is `none`
};

} // namespace pinproof::model
