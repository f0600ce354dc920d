#include "admin/commands.h"

#include <fmt/core.h>

#include <string>

#include "admin/backup/backup.h"
#include "admin/say.h"
#include "admin/tls_identity.h"
#include "base/china_time.h"
#include "base/platform/file_system.h"

namespace xinqiao::server {

int init(const CommandLine& line, Clock& clock, Random& random) {
  constexpr auto kChinese = "没能新建服务器";
  constexpr auto kEnglish = "Could not create the server";
  const auto tls = make_tls_identity(line.endpoint.host);
  if (!tls) return say_failure(kChinese, kEnglish, tls.error());
  const auto code = create_organisation(line.data_folder, line.organisation, line.url, *tls, clock, random);
  if (!code) return say_failure(kChinese, kEnglish, code.error());
  say("服务器已建好。下面是办公室电脑的登记码，只能用一次。");
  say("The server is created. This code enrols the office's device, once:");
  say(*code);
  return kDone;
}

int invite(const CommandLine& line, Clock& clock, Random& random) {
  const auto invitation = invite(line.data_folder, line.person, clock, random);
  if (!invitation) return say_failure("没能邀请", "Could not invite", invitation.error());
  for (const Id& namesake : invitation->namesakes) {
    say_warning(fmt::format("注意：已有同名人员 {}。若是同一个人换手机，请改用 --person {}，结对才会跟着走。",
                            namesake.uuid(), namesake.uuid()));
    say_warning(
        fmt::format("Note: {} has the same name. If this is the same person with another device, use --person {} "
                    "instead, so that their pairings follow.",
                    namesake.uuid(), namesake.uuid()));
  }
  say("已邀请。下面是此人的登记码，只能用一次。");
  say("Invited. This code enrols their device, once:");
  say(invitation->code);
  return kDone;
}

int rescue(const CommandLine& line, Clock& clock, Random& random) {
  constexpr auto kChinese = "没能收取救援文件";
  constexpr auto kEnglish = "Could not take in the rescue file";
  SystemFileSystem files;
  const auto bundle = files.read(line.file);
  if (!bundle) return say_failure(kChinese, kEnglish, bundle.error());
  const auto report = take_rescue(line.data_folder, *bundle, clock, random);
  if (!report) return say_failure(kChinese, kEnglish, report.error());
  const auto& r = *report;
  say(fmt::format("收到改动 {}，采纳 {}，待核 {}，退回 {}，早已有 {}，读不了 {}，在等 {}，缺前文 {}，不认 {}。",
                  r.changes, r.accepted, r.quarantined, r.rejected, r.repeated, r.unreadable, r.held, r.missing,
                  r.refused));
  say(fmt::format(
      "changes={} accepted={} quarantined={} rejected={} repeated={} unreadable={} held={} missing={} refused={}",
      r.changes, r.accepted, r.quarantined, r.rejected, r.repeated, r.unreadable, r.held, r.missing, r.refused));
  if (r.all_taken()) return kDone;
  say_warning("有改动没有收进来。请不要清空那部手机，保留它的数据文件夹和这个救援文件，先问清楚再处理。");
  say_warning(
      "Not everything was taken in. Do not erase the phone; keep its data folder and this rescue file, and ask.");
  if (r.held > 0) {
    say_warning(
        "在等的：已存在服务器上，前面还缺一段。请让手机联网同步一次，或收取更早的救援文件；找不回来，就在办公室用 "
        "attention 查看、用 release 放行。");
    say_warning(
        "Held: kept here, but something before them is missing. Let the phone sync once, or take in the older rescue "
        "file; if it cannot be found, the office sees it in attention and lets them in with release.");
  }
  if (r.missing > 0) {
    say_warning("缺前文的：请先收取更早的救援文件，或让手机联网同步一次，再收取这一个。");
    say_warning(
        "Missing what comes before: take in the older rescue file, or let the phone sync once, then this again.");
  }
  return kCouldNot;
}

int backup(const CommandLine& line, Clock& clock) {
  const auto report = make_backup(line.data_folder, line.file, clock);
  if (!report) return say_failure("没能备份", "Could not back up", report.error());
  for (const auto& name : report->left_out) {
    say_warning(fmt::format("没有备份（不认识）：{0} Not in the backup, since it is not ours: {0}", name));
  }
  say_warning("注意：备份文件还没有加密，里面有全部数据和密钥。请像保管钥匙一样保管，不要放在网盘或发给别人。");
  say_warning("Note: the backup is not sealed yet. It holds all data and all keys: keep it like a key.");
  say(fmt::format("已备份 Backed up: {} ({} files, {} bytes)", line.file, report->files, report->bytes));
  return kDone;
}

int restore(const CommandLine& line, Random& random) {
  const auto begin_epoch = [&random](const std::string& folder) { return begin_new_epoch(folder, random); };
  const auto report = restore_backup(line.file, line.data_folder, begin_epoch);
  if (!report) return say_failure("没能恢复", "Could not restore", report.error());
  say("已恢复到备份时的状态，之后的改动等设备连上后会自动补回。原来的服务器请不要再启动。");
  say("Restored as of " + china_time::format_time(report->made_ms) +
      ". Devices bring back what came later. Do not start the old server again.");
  say("请让办公室电脑先同步，登记结对的那一台最先；在第一台办公室电脑同步之前，其他人没有上传过的新记录先留在各自手机"
      "上。办公室电脑都不能用了，才用 go-on。");
  say("Let the office's devices sync first, before all the one where pairings are kept: until the first of them has, "
      "what others never sent before waits on their phones. Only if the office has no device left, say go-on.");
  return kDone;
}

int go_on(const CommandLine& line, Clock& clock, Random& random) {
  const auto ended = end_recovery(line.data_folder, clock, random);
  if (!ended) return say_failure("没能继续", "Could not go on", ended.error());
  if (*ended) {
    say("不再等办公室：手机上留着的记录，下次同步时上传。");
    say("Waiting for an office no longer: what waits on the phones comes with their next sync.");
  } else {
    say("服务器没有在等办公室，不需要继续。");
    say("The server was not waiting for an office.");
  }
  return kDone;
}

}  // namespace xinqiao::server
