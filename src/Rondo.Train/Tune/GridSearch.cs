using System.Collections.Immutable;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;

namespace Rondo.Train.Tune;

/// <summary>Every combination of the listed values, one model after another, the last dimension moving fastest.</summary>
[Part("grid", "Tries every combination of the listed values.")]
public sealed record GridSearch : ISearch
{
    private const int AtMost = 1_000_000;

    [Param("Values of a range, evenly spaced on its scale with both ends; 0 asks for lists instead of ranges.", Min = 0, Max = 1000)]
    public int Points { get; init; }

    public bool StartsWithDefaults => false;

    public int? Count(ImmutableArray<SearchSpace> spaces)
    {
        var count = 0L;
        foreach (var space in spaces)
        {
            var product = 1L;
            foreach (var values in Values(space)) product = Math.Min(product * values.Length, AtMost + 1L);
            count += product;
        }
        if (count > AtMost) throw new RondoException("grid_too_large", $"The grid has more than {AtMost} combinations.", "List fewer values, or use `search: bayesian`.");
        return (int)count;
    }

    public Suggestion? Suggest(SearchHistory history, int number)
    {
        foreach (var space in history.Spaces)
        {
            var values = Values(space);
            var product = values.Aggregate(1, (count, v) => count * v.Length);
            if (number < product) return new Suggestion(space.Model, Combination(space, values, number));
            number -= product;
        }
        return null;
    }

    static Dictionary<string, object?> Combination(SearchSpace space, object?[][] values, int index)
    {
        var chosen = new object?[values.Length];
        for (var j = values.Length - 1; j >= 0; j--)
        {
            chosen[j] = values[j][index % values[j].Length];
            index /= values[j].Length;
        }
        return Enumerable.Range(0, chosen.Length).ToDictionary(j => space.Dimensions[j].Name, j => chosen[j]);
    }

    object?[][] Values(SearchSpace space) => [.. space.Dimensions.Select(d => Values(space.Model, d))];

    object?[] Values(string model, Dimension dimension) => dimension switch
    {
        ChoiceDimension choice => [.. choice.Choices],
        NumberDimension { IsWhole: true } whole when whole.Levels <= Points => [.. Enumerable.Range(0, (int)whole.Levels!).Select(i => (object)(long)(whole.Low + i))],
        NumberDimension when Points == 1 => [dimension.At(0.5)],
        NumberDimension number when Points > 1 => [.. Enumerable.Range(0, Points).Select(i => Spaced(number, i)).Distinct()],
        _ => throw DimensionText.Wrong($"{model}.{dimension.Name}", "A grid cannot try every number of a range.", "List the values, or set `points` of the grid."),
    };

    // The ends are taken as they are: a logarithm and back would miss them by a bit.
    object Spaced(NumberDimension number, int i)
    {
        var end = i == 0 ? number.Low : number.High;
        if (i > 0 && i < Points - 1) return number.At(i / (Points - 1.0))!;
        return number.IsWhole ? (object)(long)end : end;
    }
}
