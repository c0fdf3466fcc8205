using System.Collections.Immutable;
using Rondo.Engine.Recipes;
using Rondo.Engine.Statistics;

namespace Rondo.Observe.Reference;

/// <summary>How often each value came; of very many, those that came most.</summary>
/// <param name="Counts">By value, the most frequent first.</param>
/// <param name="OtherRows">Rows of values that are not named.</param>
/// <param name="Distinct">Different values, those not named among them.</param>
public sealed record CategoryProfile(ImmutableArray<KeyValuePair<string, int>> Counts, int OtherRows, int Distinct)
{
    readonly Dictionary<string, int> _byValue = Counts.ToDictionary(c => c.Key, c => c.Value, StringComparer.Ordinal);

    public int Total => Counts.Sum(c => c.Value) + OtherRows;

    public int CountOf(string value) => _byValue.GetValueOrDefault(value);

    public static CategoryProfile Of(Categories values, int most)
    {
        KeyValuePair<string, int>[] counts = [.. values.Labels.Select(l => KeyValuePair.Create(l, values.CountOf(l))).OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal)];
        return new CategoryProfile([.. counts.Take(most)], counts.Skip(most).Sum(c => c.Value), counts.Length);
    }

    internal void Write(PipelineWriter writer)
    {
        ProfileFormat.WriteCounts(writer, Counts);
        writer.Int(OtherRows);
        writer.Int(Distinct);
    }

    internal static CategoryProfile Read(PipelineReader reader)
    {
        var profile = new CategoryProfile(ProfileFormat.ReadCounts(reader), reader.Int(), reader.Int());
        return profile.OtherRows >= 0 && profile.Distinct >= profile.Counts.Length ? profile : throw PipelineReader.Damaged("its categories count what can't be");
    }
}
