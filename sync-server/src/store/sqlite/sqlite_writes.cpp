// One push's write-set, table by table, each with one statement kept prepared.
#include "store/sqlite/sqlite_session.h"

namespace xinqiao::server {

Status SqliteSession::write(const WriteSet& set) {
  XQ_TRY(write_tips(set));
  XQ_TRY(write_log(set));
  XQ_TRY(amend_log(set));
  XQ_TRY(write_batches(set));
  XQ_TRY(insert_records(set));
  XQ_TRY(update_records(set));
  XQ_TRY(write_grants(set));
  XQ_TRY(write_places(set));
  XQ_TRY(write_revoked(set));
  XQ_TRY(write_gaps(set));
  XQ_ASSIGN(const auto last_seq, reveal(set));
  XQ_ASSIGN(auto query, db_.query("UPDATE counter SET last_seq = ?"));
  return query.bind(last_seq).run();
}

Result<std::int64_t> SqliteSession::add_incarnation(const Incarnation& incarnation) {
  XQ_ASSIGN(auto query, db_.query("INSERT INTO incarnations (id, parent_seq, tip_seq, tip_chain, device, parent)"
                                  " VALUES (?, ?, ?, ?, ?, ?)"));
  query.bind(incarnation.id).bind(incarnation.parent_seq).bind(incarnation.tip_seq).bind_blob(incarnation.tip_chain);
  if (incarnation.device == 0) {
    query.bind_null();
  } else {
    query.bind(incarnation.device);
  }
  if (incarnation.parent == 0) {
    query.bind_null();
  } else {
    query.bind(incarnation.parent);
  }
  XQ_TRY(query.run());
  return db_.last_row();
}

Status SqliteSession::write_tips(const WriteSet& set) {
  XQ_ASSIGN(auto query, db_.query("UPDATE incarnations SET tip_seq = ?, tip_chain = ? WHERE no = ?"));
  for (const Incarnation& tip : set.tips) XQ_TRY(query.bind(tip.tip_seq).bind_blob(tip.tip_chain).bind(tip.no).run());
  return {};
}

Status SqliteSession::write_log(const WriteSet& set) {
  XQ_ASSIGN(auto query,
            db_.query("INSERT INTO log (incarnation, seq, chain, change, record, organisation_seq, verdict, reason,"
                      " field, effective, begins, replaced, amended, why)"
                      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
  for (const LoggedChange& change : set.log) {
    XQ_TRY(query.bind(change.incarnation)
               .bind(change.seq)
               .bind_blob(change.chain)
               .bind(change.id)
               .bind(change.record)
               .bind(change.organisation_seq)
               .bind(change.verdict)
               .bind(change.reason)
               .bind(change.field)
               .bind(change.effective)
               .bind(change.begins)
               .bind(change.replaced)
               .bind(change.amended_seq)
               .bind_text(change.why)
               .run());
  }
  return {};
}

Status SqliteSession::amend_log(const WriteSet& set) {
  XQ_ASSIGN(auto amend,
            db_.query("UPDATE log SET organisation_seq = ?, verdict = ?, reason = ?, field = ?, amended = ?, why = ?,"
                      " replaced = max(replaced, ?) WHERE change = ?"));
  for (const LoggedChange& change : set.amended) {
    XQ_TRY(amend.bind(change.organisation_seq)
               .bind(change.verdict)
               .bind(change.reason)
               .bind(change.field)
               .bind(change.amended_seq)
               .bind_text(change.why)
               .bind(change.replaced)
               .bind(change.id)
               .run());
  }
  XQ_ASSIGN(auto replace, db_.query("UPDATE log SET replaced = 1 WHERE change = ?"));
  for (const ChangeId id : set.replaced) XQ_TRY(replace.bind(id).run());
  XQ_ASSIGN(auto restamp, db_.query("UPDATE log SET effective = ?, amended = ? WHERE change = ?"));
  for (const auto& [id, effective] : set.restamped) XQ_TRY(restamp.bind(effective).bind(set.last_seq).bind(id).run());
  return {};
}

Status SqliteSession::write_batches(const WriteSet& set) {
  XQ_ASSIGN(auto query, db_.query("INSERT OR REPLACE INTO batches (incarnation, first_seq, count, bytes, receipt,"
                                  " amended) VALUES (?, ?, ?, ?, ?, ?)"));
  for (const StoredBatch& batch : set.batches) {
    XQ_TRY(query.bind(batch.incarnation)
               .bind(batch.first_seq)
               .bind(batch.count)
               .bind_blob(batch.bytes)
               .bind_blob(batch.receipt)
               .bind(batch.amended_seq)
               .run());
  }
  return {};
}

namespace {

Query& bind_id_or_null(Query& query, const Id& id) { return id.is_nil() ? query.bind_null() : query.bind(id); }

// The columns that a change may move, in the order of both statements below. The kind, too: an edit may come before its
// record's creation.
Query& bind_moving(Query& query, const StoredRecord& record) {
  query.bind_blob(record.shelf);
  bind_id_or_null(query, record.concern);
  query.bind(record.confidential);
  bind_id_or_null(query, record.owner);
  query.bind(record.kind).bind(record.author).bind(record.created_seq);
  return query.bind(record.seq).bind(record.visible_seq).bind(record.page_seq()).bind_blob(record.state);
}

}  // namespace

Status SqliteSession::insert_records(const WriteSet& set) {
  XQ_ASSIGN(auto query,
            db_.query("INSERT INTO records (shelf, concern, confidential, owner, kind, author, created_seq, seq,"
                      " visible_seq, page_seq, state, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
  for (const StoredRecord& record : set.records) {
    if (record.no != 0) continue;
    XQ_TRY(bind_moving(query, record).bind(record.id).run());
  }
  return {};
}

Status SqliteSession::update_records(const WriteSet& set) {
  XQ_ASSIGN(auto query, db_.query("UPDATE records SET shelf = ?, concern = ?, confidential = ?, owner = ?, kind = ?,"
                                  " author = ?, created_seq = ?, seq = ?, visible_seq = ?, page_seq = ?, state = ?"
                                  " WHERE no = ?"));
  for (const StoredRecord& record : set.records) {
    if (record.no == 0) continue;
    XQ_TRY(bind_moving(query, record).bind(record.no).run());
  }
  return {};
}

Status SqliteSession::write_revoked(const WriteSet& set) {
  XQ_ASSIGN(auto query, db_.query("UPDATE devices SET revoked = ? WHERE id = ?"));
  for (const auto& [record, since_ms] : set.revoked) XQ_TRY(query.bind(since_ms).bind(record).run());
  return {};
}

namespace {

// Gives records seqs one after another, each seq so many as one page may carry.
class SeqFiller {
 public:
  explicit SeqFiller(std::uint64_t last) : seq_(last) {}
  std::uint64_t next(std::size_t bytes) {
    if (records_ == 0 || records_ == kRevealedRecords || bytes_ + bytes > kRevealedBytes) {
      ++seq_;
      records_ = bytes_ = 0;
    }
    ++records_;
    bytes_ += bytes;
    return seq_;
  }
  std::uint64_t last() const { return seq_; }

 private:
  std::uint64_t seq_;
  std::size_t records_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace

// Answers with the last seq given.
Result<std::uint64_t> SqliteSession::reveal(const WriteSet& set) {
  XQ_ASSIGN(auto steps, db_.query("SELECT no, length(state) FROM records WHERE concern = ? ORDER BY no"));
  XQ_ASSIGN(auto update, db_.query("UPDATE records SET visible_seq = ?, page_seq = ? WHERE no = ?"));
  SeqFiller seqs(set.last_seq);
  for (const Id& concern : set.revealed) {
    std::vector<std::pair<std::int64_t, std::size_t>> found;
    steps.bind(concern);
    while (true) {
      XQ_ASSIGN(const bool row, steps.step());
      if (!row) break;
      found.emplace_back(steps.integer(0), steps.number(1));
    }
    steps.again();
    for (const auto& [no, bytes] : found) {
      const std::uint64_t seq = seqs.next(bytes);
      XQ_TRY(update.bind(seq).bind(seq).bind(no).run());
    }
  }
  return seqs.last();
}

}  // namespace xinqiao::server
