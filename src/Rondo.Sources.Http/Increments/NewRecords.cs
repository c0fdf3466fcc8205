using System.Buffers;
using System.Text;
using System.Text.Json;
using Rondo.Engine.Errors;
using Rondo.Sources.Http.Kept;

namespace Rondo.Sources.Http.Increments;

/// <summary>Takes the records that earlier runs have not taken, and says where the next run goes on.</summary>
/// <remarks>
/// Servers understand "since" with or without the value itself, and a record may come later with the value of the last one.
/// So of the records at the last value those already taken are left out, known by their content; older ones are left out too.
/// </remarks>
sealed class NewRecords
{
    private const int MostTies = 100_000;

    private readonly string _field;
    private readonly IncrementCursor? _before;
    private readonly ContentStore _store;
    private readonly Dictionary<string, int> _known;
    private readonly List<string> _ties = [];
    private CursorValue? _largest;

    /// <param name="before">Where the last run stopped; null: this is the first.</param>
    public NewRecords(string field, IncrementCursor? before, ContentStore store)
    {
        (_field, _before, _store, _largest) = (field, before, store, before?.Value);
        _known = before?.Seen.CountBy(s => s).ToDictionary(StringComparer.Ordinal) ?? [];
    }

    public IncrementCursor? Cursor => _largest is null ? null : new IncrementCursor(_field, _largest, [.. _ties, .. Gone()]);

    /// <summary>The pages with what is new of them.</summary>
    /// <exception cref="RondoException">A record has no value in the field, or one of another kind.</exception>
    public List<KeptContent> Take(List<KeptContent> pages, CancellationToken cancellation)
    {
        var taken = new List<KeptContent>();
        for (var i = 0; i < pages.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var lines = new ArrayBufferWriter<byte>();
            var rows = 0;
            var row = 0;
            foreach (var line in pages[i].Rows == 0 ? [] : File.ReadLines(_store.PathOf(pages[i].File)))
            {
                if (!IsNew(line, i + 1, ++row)) continue;
                Encoding.UTF8.GetBytes(line, lines);
                lines.Write("\n"u8);
                rows++;
            }
            var file = FormattableString.Invariant($"new-{i + 1}.jsonl");
            _store.AddForNow(lines.WrittenSpan, file);
            taken.Add(pages[i] with { File = file, Rows = rows });
        }
        if (_ties.Count > MostTies)
            throw new RondoException(new Mistake("too_many_ties", FormattableString.Invariant($"{_ties.Count} records have the largest value of '{_field}': it can't tell what is new.")) { Field = "incremental", Hint = "Name a field that differs from record to record, such as a running number or a time." });
        return taken;
    }

    bool IsNew(string line, int page, int row)
    {
        using var record = JsonDocument.Parse(line);
        var found = record.RootElement.ValueKind == JsonValueKind.Object && record.RootElement.TryGetProperty(_field, out var value) ? CursorValue.Of(value) : null;
        if (found is null) throw Bad("has neither number nor text", page, row);
        if (_largest is not null && found.Kind != _largest.Kind) throw Bad($"has a {found.Kind}, but other records a {_largest.Kind},", page, row);
        var age = _before is null ? 1 : found.CompareTo(_before.Value);
        if (age < 0) return false;
        var hash = ContentStore.HashOf(Encoding.UTF8.GetBytes(line))[..16];
        See(found, hash);
        return age > 0 || !WasTaken(hash);
    }

    void See(CursorValue value, string hash)
    {
        var order = value.CompareTo(_largest);
        if (order > 0)
        {
            _ties.Clear();
            _largest = value;
        }
        if (order >= 0) _ties.Add(hash);
    }

    bool WasTaken(string hash)
    {
        if (!_known.TryGetValue(hash, out var count) || count == 0) return false;
        _known[hash] = count - 1;
        return true;
    }

    // Taken at this value by an earlier run, but not given again by this one.
    IEnumerable<string> Gone() =>
        _before is not null && _before.Value.CompareTo(_largest) == 0 ? _known.Where(k => k.Value > 0).SelectMany(k => Enumerable.Repeat(k.Key, k.Value)) : [];

    RondoException Bad(string problem, int page, int row) =>
        new(new Mistake("bad_increment", FormattableString.Invariant($"Record {row} of page {page} {problem} at '{_field}'."))
        {
            Field = "incremental",
            Row = row,
            Hint = "Name a field that every record has, such as a running number or the time of its last change.",
        });
}
