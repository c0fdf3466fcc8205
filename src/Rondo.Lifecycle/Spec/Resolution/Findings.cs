using System.Globalization;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Spec.Resolution;

/// <summary>What resolving has found so far: mistakes with their places, alerts, and a reason for each default.</summary>
sealed class Findings(SourceMap map, Table table)
{
    public List<Mistake> Mistakes { get; } = [];

    public List<SpecAlert> Alerts { get; } = [];

    public List<SpecReason> Reasons { get; } = [];

    public Table Table => table;

    public SourceMap Map => map;

    /// <summary>Whether the file gives a value at the path.</summary>
    public bool IsGiven(string path) => map.ValueAt(path) is not null;

    /// <summary>Notes a default and gives it back.</summary>
    public T Default<T>(string path, T value, string why)
    {
        var shown = value switch
        {
            BoundSpec bound => bound.Bound,
            MissingSpec fill => fill.Strategy,
            bool flag => flag ? "true" : "false",
            _ => (object?)value,
        };
        Reasons.Add(new SpecReason(path, Convert.ToString(shown, CultureInfo.InvariantCulture) ?? "", why));
        return value;
    }

    public void Wrong(string path, string code, string message, string? hint = null) =>
        Mistakes.Add(map.Place(new Mistake(code, message) { Hint = hint }, path));

    /// <summary>As <see cref="Wrong"/>, pointing at the path's key.</summary>
    public void WrongKey(string path, string code, string message, string? hint = null) =>
        Mistakes.Add(map.PlaceKey(new Mistake(code, message) { Hint = hint }, path));

    /// <summary>Places mistakes of something that stands at the path, such as an expression.</summary>
    public void Add(string path, IEnumerable<Mistake> mistakes)
    {
        foreach (var mistake in mistakes) Mistakes.Add(map.Place(mistake with { Field = null }, path));
    }

    /// <summary>Whether the table has the column; if not, that is noted.</summary>
    public bool HasColumn(string name, string path, bool onKey = false, Schema? schema = null)
    {
        schema ??= table.Schema;
        if (schema.Contains(name)) return true;
        var names = schema.Fields.Select(f => f.Name).ToArray();
        var hint = Spelling.DidYouMean(name, names)
            ?? (names.Length <= 20 ? $"The data have {string.Join(", ", names)}." : FormattableString.Invariant($"The data have {names.Length} columns, the first is '{names[0]}'."));
        var mistake = new Mistake("unknown_column", $"There is no column '{name}'.") { Hint = hint };
        Mistakes.Add(onKey ? map.PlaceKey(mistake, path) : map.Place(mistake, path));
        return false;
    }

    public void ThrowIfWrong()
    {
        if (Mistakes.Count > 0) throw new RondoException(Mistakes.OrderBy(m => m.Line ?? 0).ThenBy(m => m.Column ?? 0));
    }
}
