using Rondo.Engine.Numerics;
using Rondo.Experiment.AbTests;
using Rondo.Experiment.Bandits;

namespace Rondo.Experiment.Tests.Bandits;

public sealed class BanditSharesTests
{
    public static TheoryData<string, double[]> Problems => new()
    {
        { "two close arms", [0.10, 0.12] },
        { "two far arms", [0.05, 0.20] },
        { "three arms, one good", [0.10, 0.10, 0.18] },
        { "five arms", [0.05, 0.08, 0.10, 0.12, 0.16] },
        { "the control is best", [0.20, 0.12, 0.10] },
    };

    [Theory]
    [MemberData(nameof(Problems))]
    public void Over_fifty_seeds_the_regret_is_below_that_of_an_even_split(string problem, double[] rates)
    {
        const int seeds = 50, rounds = 40, unitsARound = 100, delay = 2;
        var (regret, even) = (0.0, 0.0);
        for (var seed = 0; seed < seeds; seed++)
        {
            var random = new CounterRandom((ulong)seed, problem);
            var outcomes = rates.Select(_ => new List<(int Round, double Value)>()).ToArray();
            for (var round = 0; round < rounds; round++)
            {
                // Outcomes of the last rounds have not come yet.
                UnitValues[] known = [.. outcomes.Select((o, i) => new UnitValues(i.ToString(System.Globalization.CultureInfo.InvariantCulture), [.. o.Where(v => v.Round < round - delay).Select(v => v.Value)]))];
                var shares = BanditShares.Of(known, 0.05, true, 30, (ulong)round);
                Assert.Equal(1, shares.Sum(), 9);
                Assert.All(shares, s => Assert.True(s >= 0.05 - 1e-12));
                for (var unit = 0; unit < unitsARound; unit++)
                {
                    var (pick, arm) = (random.Child((ulong)round).Uniform(2 * (ulong)unit), 0);
                    for (var below = shares[0]; pick > below && arm < rates.Length - 1; below += shares[++arm]) { }
                    outcomes[arm].Add((round, random.Child((ulong)round).Uniform(2 * (ulong)unit + 1) < rates[arm] ? 1 : 0));
                    regret += rates.Max() - rates[arm];
                }
            }
            even += rounds * unitsARound * (rates.Max() - rates.Average());
        }
        Assert.True(regret < even, $"{problem}: regret {regret / seeds:0.0} of the bandit, {even / seeds:0.0} of an even split");
    }

    [Fact]
    public void With_few_units_all_get_the_same_and_lower_may_be_better()
    {
        Assert.Equal([0.5, 0.5], BanditShares.Of([new UnitValues("control", [1, 0]), new UnitValues("b", [0])], 0.01, true, 30, 1));
        double[] rare = [.. Enumerable.Range(0, 400).Select(i => i % 20 == 0 ? 1.0 : 0)], common = [.. Enumerable.Range(0, 400).Select(i => i % 4 == 0 ? 1.0 : 0)];
        Assert.True(BanditShares.Of([new UnitValues("control", common), new UnitValues("b", rare)], 0.01, higherIsBetter: false, 30, 1)[1] > 0.95);
        Assert.True(BanditShares.Of([new UnitValues("control", common), new UnitValues("b", rare)], 0.01, higherIsBetter: true, 30, 1)[0] > 0.95);
    }
}
