using System.Text;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;
using Rondo.Engine.Statistics;

namespace Rondo.Engine.Tests.Statistics;

/// <summary>What has no reference number: refusals by name, answers where peers have none, and what must not matter.</summary>
public class StatisticEdgeTests
{
    private static readonly PartCatalog s_catalog = new(typeof(IStatistic).Assembly);

    public static TheoryData<string> OfTwoSamples => new("ks", "cramer_von_mises", "anderson_darling", "epps_singleton", "energy_distance", "mann_whitney", "t_test", "wasserstein", "psi", "kl", "jensen_shannon", "hellinger", "chi_square", "g_test", "total_variation", "l_infinity", "proportion_z", "fisher_exact");

    [Theory]
    [MemberData(nameof(OfTwoSamples))]
    public void A_sample_without_values_is_refused_by_name(string name)
    {
        foreach (var none in (string[])["[]", "[null, null]", "[NaN]"])
        {
            var mistake = Refused(name, $$"""{"reference": [1, 2, 1, 2, 1, 2], "current": {{none}}}""");
            Assert.Equal(("no_values", "current"), (mistake.Code, mistake.Field));
        }
    }

    [Theory]
    [MemberData(nameof(OfTwoSamples))]
    public void A_missing_field_is_named_with_what_was_written_instead(string name)
    {
        var mistake = Refused(name, """{"reference": [1, 2, 1, 2, 1, 2], "curent": [1, 2, 1]}""");
        Assert.Equal(("missing_input", "current"), (mistake.Code, mistake.Field));
        Assert.Contains("curent", mistake.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ks")]
    [InlineData("mann_whitney")]
    [InlineData("t_test")]
    [InlineData("wasserstein")]
    public void Text_among_numbers_is_refused_with_its_place(string name) =>
        Assert.Contains("item 3: 'x'", Refused(name, """{"reference": [1, 2, "x", 4, 5], "current": [1, 2, 1]}""").Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("t_test")]
    [InlineData("wasserstein")]
    [InlineData("energy_distance")]
    [InlineData("epps_singleton")]
    public void Infinite_values_are_refused_where_there_is_no_arithmetic_for_them(string name)
    {
        var mistake = Refused(name, """{"reference": [1, 2, 3, 4, 5, Infinity, -Infinity], "current": [1, 2, 1, 5, 6]}""");
        Assert.Equal(("infinite_values", "reference"), (mistake.Code, mistake.Field));
        Assert.Contains("2 infinite values", mistake.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("t_test", "[3, 3, 3]", "[4, 4]", "zero_variance")]
    [InlineData("t_test", "[3]", "[4, 5]", "too_few_values")]
    [InlineData("cramer_von_mises", "[3]", "[4, 5]", "too_few_values")]
    [InlineData("anderson_darling", "[3, 3, 3]", "[3, 3]", "undefined_statistic")]
    [InlineData("anderson_darling", "[3]", "[4, 5]", "too_few_values")]
    [InlineData("epps_singleton", "[1, 2, 3, 4]", "[1, 2, 3, 4, 5]", "too_few_values")]
    [InlineData("epps_singleton", "[1, 1, 1, 1, 1, 9]", "[1, 1, 1, 1, 1]", "zero_variance")]
    [InlineData("mmd", "[1]", "[1, 2]", "too_few_values")]
    [InlineData("mmd", "[1, 1]", "[1, 1]", "zero_variance")]
    public void What_is_undefined_is_refused_and_never_a_number(string name, string reference, string current, string code) =>
        Assert.Equal(code, Refused(name, $$"""{"reference": {{reference}}, "current": {{current}}}""").Code);

    [Fact]
    public void Shares_that_cannot_vary_are_refused() =>
        Assert.Equal("zero_variance", Refused("proportion_z", """{"reference": {"n": 5, "successes": 0}, "current": {"n": 9, "successes": 0}}""").Code);

    [Theory]
    [InlineData("""{"reference": {"n": 5, "successes": 6}, "current": {"n": 9, "successes": 0}}""", "reference.successes")]
    [InlineData("""{"reference": {"n": 0, "successes": 0}, "current": {"n": 9, "successes": 0}}""", "reference.n")]
    [InlineData("""{"reference": {"n": 2.5, "successes": 1}, "current": {"n": 9, "successes": 0}}""", "reference.n")]
    [InlineData("""{"reference": {"n": 5}, "current": {"n": 9, "successes": 0}}""", "reference.sum")]
    public void Summaries_that_contradict_themselves_are_refused_by_field(string json, string field)
    {
        var name = field.EndsWith("sum", StringComparison.Ordinal) ? "t_test" : "proportion_z";
        Assert.Equal(field, Refused(name, json).Field);
    }

    [Fact]
    public void Equal_constants_do_not_differ()
    {
        const string Json = """{"reference": [2, 2, 2], "current": [2, 2]}""";
        foreach (var name in (string[])["ks", "wasserstein", "energy_distance", "psi", "kl", "jensen_shannon", "hellinger", "total_variation", "l_infinity", "chi_square", "g_test"])
            Assert.Equal(0, Of(name, Json).Statistic);
        foreach (var name in (string[])["ks", "mann_whitney", "chi_square", "g_test"])
            Assert.Equal(1, Of(name, Json).PValue);
    }

    [Fact]
    public void A_downward_shift_is_found_as_an_upward_one()
    {
        var (low, high) = (Of("mann_whitney", """{"reference": [1,2,3,4,5,6,7,8,9], "current": [11,12,13,14,15,16,17,18,19]}"""), Of("mann_whitney", """{"reference": [11,12,13,14,15,16,17,18,19], "current": [1,2,3,4,5,6,7,8,9]}"""));
        Assert.Equal(low.PValue, high.PValue);
        Assert.True(low.PValue < 0.001);
    }

    [Theory]
    [InlineData("psi")]
    [InlineData("jensen_shannon")]
    [InlineData("hellinger")]
    [InlineData("total_variation")]
    public void One_outlier_does_not_hide_a_shift_of_all_others(string name)
    {
        var reference = Enumerable.Range(0, 1000).Select(i => i / 100.0).ToArray();
        var shifted = reference.Select(v => v + 9).Append(1e6).ToArray();
        Assert.True(Of(name, reference, shifted).Statistic > 0.7);
        Assert.True(Of(name, [.. reference, 1e6], shifted).Statistic > 0.7);
    }

    [Fact]
    public void Bins_come_from_the_reference_so_two_windows_compare()
    {
        var reference = Enumerable.Range(0, 500).Select(i => Math.Sqrt(i)).ToArray();
        var (one, two) = (Of("psi", reference, [.. reference.Take(100)]), Of("psi", reference, [.. reference.Skip(200), 1e9]));
        var (first, second) = (Edges(one), Edges(two));
        Assert.Equal(first, second.Where(double.IsFinite));
        static double[] Edges(StatisticResult result) => (double[])result.Details.Single(d => d.Key == "edges").Value!;
    }

    [Fact]
    public void A_category_that_the_reference_lacks_is_no_certainty()
    {
        var one = Of("chi_square", """{"values": ["a", "b", "new"], "reference_counts": [500, 500, 0], "current_counts": [50, 49, 1]}""");
        Assert.InRange(one.PValue!.Value, 1e-3, 0.5);
        Assert.Contains("homogeneity", (string)one.Details.Single(d => d.Key == "note").Value!, StringComparison.Ordinal);
        Assert.True(Of("chi_square", """{"values": ["a", "b", "new"], "reference_counts": [500, 500, 0], "current_counts": [50, 0, 50]}""").PValue < 1e-50);
    }

    [Fact]
    public void The_g_test_is_unmoved_by_another_sample_size_with_equal_shares() =>
        Assert.Equal(0, Of("g_test", """{"values": ["a", "b"], "reference_counts": [300, 700], "current_counts": [3, 7]}""").Statistic!.Value, 1e-12);

    [Fact]
    public void Infinite_values_lie_outside_every_edge()
    {
        var reference = Enumerable.Range(0, 100).Select(i => (double)i).ToArray();
        var shares = (double[])Of("psi", reference, [double.NegativeInfinity, 5, 6, double.PositiveInfinity]).Details.Single(d => d.Key == "current_shares").Value!;
        Assert.Equal((0.25, 0.25), (shares[0], shares[^1]));
    }

    [Theory]
    [InlineData("total_variation")]
    [InlineData("l_infinity")]
    [InlineData("chi_square")]
    [InlineData("g_test")]
    public void Shuffles_agree_with_the_exact_test(string name)
    {
        // With two values every one of these orders tables as the hypergeometric probabilities do.
        var exact = Of("fisher_exact", """{"table": [[8, 2], [2, 8]]}""").PValue!.Value;
        var shuffled = Of(name, """{"values": ["a", "b"], "reference_counts": [8, 2], "current_counts": [2, 8]}""", ("permutations", 20_000L));
        Assert.InRange(shuffled.PValue!.Value, exact - 0.004, exact + 0.004);
        Assert.Equal(shuffled.PValue, Of(name, """{"values": ["a", "b"], "reference_counts": [8, 2], "current_counts": [2, 8]}""", ("permutations", 20_000L)).PValue);
    }

    [Fact]
    public void Shuffles_of_mmd_hold_their_level_and_find_a_shift()
    {
        var random = new CounterRandom(7, "mmd test");
        double[][] Rows(int n, double shift, ulong stream) => [.. Enumerable.Range(0, n).Select(i => new[] { random.Child(stream).Uniform((ulong)(2 * i)) + shift, random.Child(stream).Uniform((ulong)(2 * i + 1)) })];
        var mmd = new MaximumMeanDiscrepancy();
        var alarms = Enumerable.Range(0, 200).Count(i => mmd.Compare(Rows(20, 0, (ulong)(2 * i)), Rows(20, 0, (ulong)(2 * i + 1)), (ulong)i).PValue <= 0.05);
        Assert.InRange(alarms, 2, 22);
        Assert.True(mmd.Compare(Rows(40, 0, 900), Rows(40, 0.5, 901), 1).PValue < 0.02);
    }

    [Theory]
    [MemberData(nameof(OfTwoSamples))]
    public void The_order_of_rows_does_not_matter(string name)
    {
        var isOfTwo = name is "proportion_z" or "fisher_exact";
        double[] x = [.. Enumerable.Range(0, 60).Select(i => isOfTwo ? i % 2 : Math.Sin(i))], y = [.. Enumerable.Range(0, 45).Select(i => isOfTwo ? i % 3 == 0 ? 1 : 0 : Math.Cos(i) + 0.2)];
        var (one, two) = (Of(name, x, y), Of(name, [.. x.Reverse()], [.. y.Order()]));
        Assert.Equal((one.Statistic, one.PValue, one.Effect), (two.Statistic, two.PValue, two.Effect));
    }

    [Fact]
    public void Numbers_that_no_double_could_add_give_distances_all_the_same() =>
        Assert.Equal(1e308, Of("wasserstein", """{"reference": [0], "current": [1e308]}""").Statistic);

    static StatisticResult Of(string name, double[] reference, double[] current) =>
        s_catalog.Create<IStatistic>(name).Compute(StatisticInput.Of(new DoubleColumn(reference), new DoubleColumn(current)));

    static StatisticResult Of(string name, string json, params (string Name, object? Value)[] options) =>
        s_catalog.Create<IStatistic>(name, options.ToDictionary(o => o.Name, o => o.Value)).Compute(new StatisticInput(StatisticJson.Read(Encoding.UTF8.GetBytes(json))));

    static Mistake Refused(string name, string json) => Assert.Single(Assert.Throws<RondoException>(() => Of(name, json)).Mistakes);
}
