using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;

namespace Rondo.Prepare.Split;

/// <summary>
/// Draws the test rows at random within each class: a class's test rows differ from its share by less than one row,
/// and together they are the share of all rows. The only row of a class is trained on.
/// </summary>
[Part("stratified", "Draws the test rows at random, the same share of each class.")]
public sealed record StratifiedSplit : ISplitter
{
    [Param("The share of the rows to test by.", Min = 0, Max = 1)]
    public double Test { get; init; } = 0.2;

    [Param("The seed of the draw.", Min = 0, Max = 9007199254740992)]
    public long Seed { get; init; } = 42;

    public DataSplit Divide(Table table, Target? target, CancellationToken cancellation = default)
    {
        if (target is null || !target.Task.HasClasses)
            throw new RondoException("no_classes", "A stratified split needs a target of classes; this one is a number.", "Use `strategy: random` or `hash`.");
        cancellation.ThrowIfCancellationRequested();
        var counts = new int[target.Classes.Length];
        foreach (var value in target.Values) counts[(int)value]++;
        var left = Quotas(counts);
        var isTest = new bool[target.Rows];
        foreach (var row in new CounterRandom((ulong)Seed, "split").Permutation(target.Rows))
        {
            var label = (int)target.Values[row];
            if (left[label] == 0) continue;
            left[label]--;
            isTest[row] = true;
        }
        return DataSplit.Of(isTest, target, "Change `test`, or give more rows of each class.");
    }

    // Largest remainder (Hamilton): whole shares first, then a row each to the classes with the largest rest; of equal rests the first class.
    int[] Quotas(int[] counts)
    {
        var quotas = Array.ConvertAll(counts, count => (int)Math.Floor(count * Test));
        var missing = Share.Of(counts.Sum(), Test) - quotas.Sum();
        var byRest = Enumerable.Range(0, counts.Length).Where(k => counts[k] > 1 && quotas[k] < counts[k]).OrderByDescending(k => counts[k] * Test - quotas[k]).ThenBy(k => k);
        foreach (var k in byRest.Take(missing)) quotas[k]++;
        return quotas;
    }
}
