namespace Rondo.Prepare.Tests.Leakage;

/// <summary>No alarm where nothing leaks.</summary>
public sealed class HonestSetTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names => new(HonestSets.All.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void Honest_data_raise_no_alarm(string name)
    {
        var found = HonestSets.All[name](1).Find();

        Assert.True(found.All(f => !f.IsError), string.Join("\n", found));
    }

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("Category", "Slow")]
    public void Honest_data_raise_no_alarm_on_other_seeds(string name)
    {
        const int seeds = 25;
        var found = Enumerable.Range(100, seeds).SelectMany(seed => HonestSets.All[name](seed).Find().Select(f => (seed, f))).ToArray();

        output.WriteLine($"{name}: {found.Count(f => f.f.IsError)} errors and {found.Length - found.Count(f => f.f.IsError)} warnings on {seeds} seeds: {string.Join("; ", found.GroupBy(f => f.f.Code).Select(g => $"{g.Key} {g.Count()}"))}");
        Assert.True(found.All(f => !f.f.IsError), string.Join("\n", found.Where(f => f.f.IsError)));
    }

    [Fact]
    public void There_are_fourteen_kinds() => Assert.Equal(14, HonestSets.All.Count);
}
