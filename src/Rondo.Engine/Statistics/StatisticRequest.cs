using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;

namespace Rondo.Engine.Statistics;

/// <summary>A statistic by its name, with options and input as other programs give them.</summary>
/// <param name="Options">Over those that stand among the fields.</param>
/// <param name="Fields">As <see cref="StatisticInput"/> takes them; an option may stand among them.</param>
public sealed record StatisticRequest(string Name, IReadOnlyDictionary<string, object?> Options, IReadOnlyDictionary<string, object?> Fields, ulong Seed)
{
    /// <exception cref="RondoException">Nothing has this name, an option or a field is wrong or unknown, or the statistic is undefined.</exception>
    public StatisticResult Compute(PartCatalog catalog)
    {
        var known = catalog.Find<IStatistic>(Name)?.Parameters.Select(p => p.Name).ToHashSet(StringComparer.Ordinal) ?? [];
        var options = Fields.Where(f => known.Contains(f.Key) && f.Value is string or double or bool).ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);
        foreach (var (name, value) in Options) options[name] = value;
        var statistic = catalog.Create<IStatistic>(Name, options);
        var input = new StatisticInput(Fields.Where(f => !known.Contains(f.Key) || !options.ContainsKey(f.Key)).ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal)) { Seed = Seed };
        var result = statistic.Compute(input);
        if (input.Unread().FirstOrDefault() is { } unread)
            throw new RondoException(new Mistake("unknown_field", $"'{Name}' does not read the field '{unread}'.") { Field = unread, Hint = known.Count == 0 ? "Take it out." : $"Take it out. Options: {string.Join(", ", known.Order(StringComparer.Ordinal))}." });
        return Finite(result);
    }

    StatisticResult Finite(StatisticResult result)
    {
        double?[] numbers = [result.Statistic, result.PValue, result.Effect, result.Interval?.Low, result.Interval?.High];
        return numbers.All(n => n is null || double.IsFinite(n.Value))
            ? result
            : throw new RondoException("undefined_statistic", $"'{Name}' has no finite value for this input: its numbers are too large, or too far apart.", "Rescale the values.");
    }
}
