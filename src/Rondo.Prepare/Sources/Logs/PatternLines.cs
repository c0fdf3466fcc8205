using System.Text;
using System.Text.RegularExpressions;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources.Cells;

namespace Rondo.Prepare.Sources.Logs;

/// <summary>Lines by a regular expression whose named groups are the columns. It never backtracks, so no line takes long.</summary>
sealed class PatternLines : LineParser
{
    private readonly Regex _pattern;
    private readonly string[] _names;
    private readonly int[] _groups;
    private CellColumn?[]? _columns;
    private byte[] _scratch = new byte[256];

    /// <exception cref="RondoException">The expression is wrong, or has no named group.</exception>
    public PatternLines(string pattern)
    {
        if (pattern.Length == 0) throw Bad("The layout `pattern` needs a `pattern`.", "Write a regular expression with named groups: '(?<level>[A-Z]+) (?<message>.*)'.");
        try
        {
            // Python's spelling of a named group means the same.
            _pattern = new Regex(pattern.Replace("(?P<", "(?<", StringComparison.Ordinal), RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw Bad($"The pattern can't be used: {e.Message}", "Backreferences, lookarounds and atomic groups are not known here.");
        }
        _names = [.. _pattern.GetGroupNames().Where(name => name != "0")];
        _groups = [.. _names.Select(_pattern.GroupNumberFromName)];
        if (_names.Length == 0) throw Bad("The pattern has no named group.", "Name what becomes a column: (?<level>[A-Z]+).");
    }

    public override bool TryRead(ReadOnlySpan<byte> line, CellTable rows, out string? problem)
    {
        var match = _pattern.Match(Encoding.UTF8.GetString(line));
        problem = match.Success ? null : "the pattern does not match";
        if (problem is not null) return false;
        _columns ??= [.. _names.Select(name => rows.AddColumn(name, Rules))];
        for (var i = 0; i < _groups.Length; i++) Add(_columns[i], Utf8Of(match.Groups[_groups[i]].ValueSpan));
        return true;
    }

    ReadOnlySpan<byte> Utf8Of(ReadOnlySpan<char> text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (_scratch.Length < most) _scratch = new byte[most * 2];
        return _scratch.AsSpan(0, Encoding.UTF8.GetBytes(text, _scratch));
    }

    static RondoException Bad(string message, string hint) => new(new Mistake("bad_pattern", message) { Field = "pattern", Hint = hint });
}
