using System.Globalization;
using System.Text.Json;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Webhooks;

namespace Rondo.Lifecycle.Alerting;

/// <summary>Messages of alerts until they arrived: written with what they tell, sent by whichever server claims them, in order for each rule and channel.</summary>
sealed class AlertOutbox(StoreDatabase database, TimeProvider clock)
{
    const int MostShown = 50;

    static readonly Backoff s_backoff = new(TimeSpan.FromSeconds(5), TimeSpan.FromHours(1));
    // Longer than any channel takes.
    static readonly TimeSpan s_lease = TimeSpan.FromMinutes(2);
    static readonly TimeSpan s_kept = TimeSpan.FromDays(90);

    /// <summary>A message to each of the rule's channels.</summary>
    public void Add(StoreSession session, AlertRow row, AlertNotice notice)
    {
        var now = clock.NowMicroseconds;
        foreach (var (index, target) in row.Targets.Index())
        {
            // The window's end makes the id: the same transition has the same one, whoever writes it.
            var id = string.Create(CultureInfo.InvariantCulture, $"{row.Id}_{(notice.WindowTo ?? notice.Time).ToMicroseconds()}_{notice.Kind}_{index}");
            session.Execute("""
                INSERT INTO alert_messages (id, alert_id, channel_json, notice_json, created_us, due_us, failures, arrived)
                VALUES (@id, @AlertId, @channel, @notice, @now, 0, 0, 0) ON CONFLICT (id) DO NOTHING
                """, new
            {
                id,
                AlertId = row.Id,
                channel = JsonSerializer.Serialize(target, AlertJson.Default.AlertTarget),
                notice = JsonSerializer.Serialize(notice with { Id = id }, AlertJson.Default.AlertNotice),
                now,
            });
        }
        session.Execute("DELETE FROM alert_messages WHERE done_us < @old", new { old = now - (long)s_kept.TotalMicroseconds });
    }

    public IReadOnlyList<AlertDelivered> Of(string alert) => database.Read(session => session
        .Query<MessageRow>($"SELECT {MessageRow.Columns} FROM alert_messages WHERE alert_id = @alert ORDER BY created_us DESC, id DESC LIMIT {MostShown}", new { alert })
        .ConvertAll(row => row.ToDelivered()));

    /// <summary>A message to be sent now, with the right to send it for a while; null when there is none.</summary>
    public (MessageRow Message, string Secret)? Claim() => database.Write<(MessageRow, string)?>(session =>
    {
        var now = clock.NowMicroseconds;
        // An alert's end is not told before its begin.
        var message = session.First<MessageRow>($"""
            SELECT {MessageRow.Columns} FROM alert_messages AS m WHERE done_us IS NULL AND due_us <= @now AND NOT EXISTS (
                SELECT 1 FROM alert_messages AS e WHERE e.alert_id = m.alert_id AND e.channel_json = m.channel_json AND e.done_us IS NULL AND e.created_us < m.created_us)
            ORDER BY due_us, created_us, id LIMIT 1
            """, new { now });
        if (message is null) return null;
        session.Execute("UPDATE alert_messages SET due_us = @lease WHERE id = @Id", new { message.Id, lease = now + (long)s_lease.TotalMicroseconds });
        return (message, session.Scalar<string>("SELECT secret FROM alert_rules WHERE id = @AlertId", new { message.AlertId }));
    });

    public void Arrived(string id, string result) => database.Write(session => session.Execute(
        "UPDATE alert_messages SET done_us = @now, arrived = 1, last_us = @now, last_result = @result WHERE id = @id", new { id, now = clock.NowMicroseconds, result }));

    public void Failed(string id, string result, bool isFinal) => database.Write(session =>
    {
        var now = clock.NowMicroseconds;
        var failures = session.Scalar<long>("UPDATE alert_messages SET failures = failures + 1, last_us = @now, last_result = @result WHERE id = @id RETURNING failures", new { id, now, result });
        var done = isFinal || failures >= WebhookStore.MostFailures ? now : (long?)null;
        session.Execute("UPDATE alert_messages SET due_us = @due, done_us = @done WHERE id = @id", new { id, due = now + (long)s_backoff.After(failures).TotalMicroseconds, done });
    });
}
