// The instruction set, once, for every domain of values.
//
// A domain says what a value is and how it is computed with; this file says what each instruction does
// with values. There are two: one machine state at a time (concrete.h), and many repetitions of a
// transition at a time (progression.h).
#pragma once

#include "solver/check/memory.h"

namespace pinproof::solver::check {

enum class Ending : uint8_t { Done, AssumeFalse, Bug, Broken };

/// What goes in and out of one repetition beside the state.
struct Exchange {
  const model::Program *program = nullptr;
  const std::vector<model::Integer> *inputs = nullptr;
  size_t nextInput = 0;
  std::vector<uint32_t> asked;   // indices into Program::inputs, in order
  std::vector<uint32_t> reports; // fired, each once, in order
  std::vector<bool> *visited = nullptr;
  std::vector<uint32_t> *order = nullptr; // instructions in order of first execution; with `visited`
  uint64_t instructions = 0, limit = 0;
  const model::Instruction *failedAt = nullptr;
};

/// The value given for the next Input; throws Failure when there is none or it is not in the choice's range.
model::Integer takeInput(Exchange &exchange, uint32_t choice);
void noteReport(Exchange &exchange, uint32_t report);

/// Runs one repetition. Throws Failure, with exchange.failedAt set.
template <class Domain, bool traced>
Ending execute(const FlatCode &flat, Domain &d, typename Domain::Value *r, Exchange &exchange) {
  using model::Op;
  const FlatInstruction *const code = flat.code.data();
  const FlatInstruction *i = code;
  uint64_t instructions = 0;
  bool quiet = false;
  try {
    for (;; ++i) {
    again:
      ++instructions;
      if constexpr (traced) {
        auto at = static_cast<uint32_t>(i - code);
        if (!(*exchange.visited)[at]) {
          (*exchange.visited)[at] = true;
          exchange.order->push_back(at);
        }
      }
      switch (i->op) {
      case static_cast<uint8_t>(Op::Move): r[i->dst] = r[i->a]; break;
      case static_cast<uint8_t>(Op::Load): r[i->dst] = d.load(*i, r[i->a]); break;
      case static_cast<uint8_t>(Op::Store): d.store(*i, r[i->a], r[i->b]); break;
      case static_cast<uint8_t>(Op::Copy): d.copy(*i, flat.members[i->target], r[i->a], r[i->b]); break;
      case static_cast<uint8_t>(Op::Zero): d.zero(*i, r[i->a]); break;
      case static_cast<uint8_t>(Op::Add): r[i->dst] = d.add(*i, r[i->a], r[i->b]); break;
      case static_cast<uint8_t>(Op::Subtract): r[i->dst] = d.subtract(*i, r[i->a], r[i->b]); break;
      case static_cast<uint8_t>(Op::Multiply): r[i->dst] = d.multiply(*i, r[i->a], r[i->b]); break;
      case static_cast<uint8_t>(Op::Divide): r[i->dst] = d.divide(*i, r[i->a], r[i->b]); break;
      case static_cast<uint8_t>(Op::Remainder): r[i->dst] = d.remainder(*i, r[i->a], r[i->b]); break;
      case static_cast<uint8_t>(Op::ShiftLeft): r[i->dst] = d.shiftLeft(*i, r[i->a], r[i->b]); break;
      case static_cast<uint8_t>(Op::ShiftRight): r[i->dst] = d.shiftRight(*i, r[i->a], r[i->b]); break;
      case static_cast<uint8_t>(Op::And): r[i->dst] = d.bitAnd(*i, r[i->a], r[i->b]); break;
      case static_cast<uint8_t>(Op::Or): r[i->dst] = d.bitOr(*i, r[i->a], r[i->b]); break;
      case static_cast<uint8_t>(Op::Xor): r[i->dst] = d.bitXor(*i, r[i->a], r[i->b]); break;
      case static_cast<uint8_t>(Op::Insert): r[i->dst] = d.insert(*i, r[i->a], r[i->b]); break;
      case static_cast<uint8_t>(Op::Equal): r[i->dst] = d.constant(d.equal(r[i->a], r[i->b])); break;
      case static_cast<uint8_t>(Op::NotEqual): r[i->dst] = d.constant(!d.equal(r[i->a], r[i->b])); break;
      case static_cast<uint8_t>(Op::Less): r[i->dst] = d.constant(d.less(r[i->a], r[i->b])); break;
      case static_cast<uint8_t>(Op::LessEqual): r[i->dst] = d.constant(!d.less(r[i->b], r[i->a])); break;
      case static_cast<uint8_t>(Op::Convert): r[i->dst] = d.convert(*i, r[i->a]); break;
      case static_cast<uint8_t>(Op::Offset): r[i->dst] = d.offset(*i, r[i->a], r[i->b]); break;
      case static_cast<uint8_t>(Op::Distance): r[i->dst] = d.distance(*i, r[i->a], r[i->b]); break;
      case static_cast<uint8_t>(Op::Jump):
      jump : {
        const FlatInstruction *to = code + i->target;
        if (to <= i && instructions > exchange.limit) throw Failure{"a loop that does not end"};
        i = to;
        goto again;
      }
      case static_cast<uint8_t>(Op::Branch):
        if (d.truth(r[i->a])) goto jump;
        if (code + i->otherwise <= i && instructions > exchange.limit)
          throw Failure{"a loop that does not end"};
        i = code + i->otherwise;
        goto again;
      case static_cast<uint8_t>(Op::Input): r[i->dst] = d.constant(takeInput(exchange, i->target)); break;
      case static_cast<uint8_t>(Op::Assume):
        if (d.truth(r[i->a])) break;
        exchange.instructions += instructions;
        return Ending::AssumeFalse;
      case static_cast<uint8_t>(Op::Report):
        if (!quiet) noteReport(exchange, i->target);
        if (exchange.program->reports[i->target].kind != model::ReportPoint::Kind::Bug) break;
        if (quiet && flat.undoes) d.restore();
        exchange.instructions += instructions;
        return quiet ? Ending::Broken : Ending::Bug;
      case static_cast<uint8_t>(Op::AtomicAdd): r[i->dst] = d.atomicAdd(*i, r[i->a], r[i->b]); break;
      case static_cast<uint8_t>(Op::Fill): d.fill(*i, r[i->a], r[i->b], r[i->c]); break;
      case static_cast<uint8_t>(Op::Refuse):
        throw Failure{"needs what is not modelled: " + exchange.program->refusals.at(i->target)};
      case static_cast<uint8_t>(FlatOp::Enter): d.begin(i->a, i->b); break;
      case static_cast<uint8_t>(FlatOp::Leave): d.end(i->a, i->b); break;
      case static_cast<uint8_t>(FlatOp::Forget): r[i->dst] = d.constant(nothing); break;
      case static_cast<uint8_t>(FlatOp::Demand):
        if (d.isNothing(r[i->a])) throw Failure{"reads a variable that was never written"};
        break;
      case static_cast<uint8_t>(FlatOp::Quiet):
        quiet = true;
        if (flat.undoes) d.remember();
        break;
      case static_cast<uint8_t>(FlatOp::Broken):
        if (flat.undoes) d.restore();
        if (d.truth(r[i->a])) break;
        exchange.instructions += instructions;
        return Ending::Broken;
      case static_cast<uint8_t>(FlatOp::End): exchange.instructions += instructions; return Ending::Done;
      case static_cast<uint8_t>(FlatOp::Unreadable): throw Failure{flat.messages.at(i->target)};
      default: throw Failure{"an instruction that the interpreter does not know"};
      }
    }
  } catch (const Failure &) {
    exchange.failedAt = flat.origin[static_cast<size_t>(i - code)];
    throw;
  } catch (const std::overflow_error &overflow) {
    exchange.failedAt = flat.origin[static_cast<size_t>(i - code)];
    throw Failure{overflow.what(), false};
  }
}

} // namespace pinproof::solver::check
