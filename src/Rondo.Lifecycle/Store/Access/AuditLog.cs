using System.Security.Cryptography;
using System.Text.Json;
using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Store.Access;

/// <summary>The record of every change and every sign-in. It only grows: there is no way to change or remove an entry, and the store itself refuses to.</summary>
public sealed class AuditLog
{
    const int LongestPage = 500;
    const int LongestText = 1000;

    static readonly Dictionary<string, string> _noDetail = [];

    readonly StoreDatabase _database;
    readonly TimeProvider _clock;

    internal AuditLog(StoreDatabase database, TimeProvider clock)
    {
        _database = database;
        _clock = clock;
    }

    /// <summary>Records what changed nothing in the store, such as a sign-in. Changes record themselves, in their own transaction.</summary>
    public void Append(Author author, string action, string target, IReadOnlyDictionary<string, string>? detail = null) =>
        _database.Write(session => Append(session, _clock, author, action, target, detail));

    internal static void Append(
        StoreSession session, TimeProvider clock, Author author, string action, string target, IReadOnlyDictionary<string, string>? detail = null)
    {
        // The counter's row is the lock: whoever holds it sees the entry before.
        var sequence = session.Scalar<long>("UPDATE counters SET value = value + 1 WHERE name = 'audit' RETURNING value");
        var previous = session.First<string>("SELECT hash FROM audit WHERE sequence = @before", new { before = sequence - 1 }) ?? "";
        var row = new AuditRow
        {
            Sequence = sequence,
            TimeUs = clock.NowMicroseconds,
            Actor = Plain(author.By),
            Via = author.Via,
            Action = action,
            Target = Plain(target),
            DetailJson = JsonSerializer.Serialize(Plain(detail ?? _noDetail), StoreJson.Default.DictionaryStringString),
            Address = author.Address,
        };
        row.Hash = Hash(row, previous);
        session.Execute("""
            INSERT INTO audit (sequence, time_us, actor, via, action, target, detail_json, address, hash)
            VALUES (@Sequence, @TimeUs, @Actor, @Via, @Action, @Target, @DetailJson, @Address, @Hash)
            """, row);
    }

    /// <summary>A page of entries, the newest first.</summary>
    public IReadOnlyList<AuditEntry> Page(AuditFilter filter) => _database.Read(session => session
        .Query<AuditRow>($"""
            SELECT {AuditRow.Columns} FROM audit
            WHERE sequence < @before AND (@Actor IS NULL OR actor = @Actor) AND (@Action IS NULL OR action = @Action)
            ORDER BY sequence DESC LIMIT @limit
            """, new { before = filter.Before ?? long.MaxValue, filter.Actor, filter.Action, limit = Math.Clamp(filter.Limit, 1, LongestPage) })
        .ConvertAll(row => row.ToEntry()));

    /// <summary>The first entry that isn't as it was written, or before which one is missing; null when all is well.</summary>
    public long? FirstBroken()
    {
        var (previous, last) = ("", 0L);
        while (true)
        {
            var rows = _database.Read(session => session.Query<AuditRow>(
                $"SELECT {AuditRow.Columns} FROM audit WHERE sequence > @last ORDER BY sequence LIMIT {LongestPage}", new { last }));
            foreach (var row in rows)
            {
                if (row.Sequence != last + 1 || row.Hash != Hash(row, previous)) return row.Sequence;
                (previous, last) = (row.Hash, row.Sequence);
            }
            if (rows.Count < LongestPage) break;
        }
        var written = _database.Read(session => session.Scalar<long>("SELECT value FROM counters WHERE name = 'audit'"));
        return written == last ? null : last + 1;
    }

    static string Hash(AuditRow row, string previous) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(
        [previous, FormattableString.Invariant($"{row.Sequence}"), FormattableString.Invariant($"{row.TimeUs}"), row.Actor, row.Via, row.Action, row.Target, row.DetailJson, row.Address],
        StoreJson.Default.StringArray)));

    static Dictionary<string, string> Plain(IReadOnlyDictionary<string, string> detail) =>
        detail.ToDictionary(d => Plain(d.Key), d => Plain(d.Value));

    // Names come from outside: one with a line break must not look like two entries wherever the log is shown.
    static string Plain(string text) => VisibleText.Of(text.Length <= LongestText ? text : text[..LongestText]);
}
