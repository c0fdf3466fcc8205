using Rondo.Benchmarks.Contests;
using Rondo.Prepare.Profile;

namespace Rondo.Benchmarks.Data;

/// <summary>The statistics of a profile: of each column, of all pairs, and duplicate rows. Reading is not timed on either side.</summary>
sealed class ProfileContest : IDataContest
{
    public string Name => "profile";

    public double Bar => 0.3;

    public Competitor[] Peers => [Competitor.Peer("pandas", "profile_pandas.py")];

    public string Title(Options options) => $"profile of {Rows(options):N0} rows x {ColumnFiles.Kinds.Length} columns";

    public void Prepare(string folder, Options options) => ColumnFiles.Write(folder, Rows(options));

    public int Compete(string folder)
    {
        var table = ColumnFiles.Read(folder);
        return RondoFit.Run(folder, () => Numbers(DataProfile.Of(table, new ProfileOptions { Threads = DataBenchmark.Threads })));
    }

    public string? Differs(double[] ours, double[] theirs)
    {
        if (ours.Length != theirs.Length) return $"{ours.Length} numbers are not {theirs.Length}";
        for (var i = 0; i < ours.Length; i++)
        {
            if (double.IsNaN(ours[i]) && double.IsNaN(theirs[i])) continue;
            if (!(Math.Abs(ours[i] - theirs[i]) <= 1e-9 * Math.Max(1, Math.Abs(theirs[i])))) return FormattableString.Invariant($"number {i} is {ours[i]:R}, theirs {theirs[i]:R}");
        }
        return null;
    }

    static int Rows(Options options) => options.Number("--rows", 1_000_000);

    // In the order of bench/peers/profile_pandas.py.
    static double[] Numbers(DataProfile profile) =>
    [
        profile.DuplicateRows!.Value,
        .. profile.Columns.SelectMany(OfColumn),
        .. profile.Associations.Pearson.Values.Select(Defined),
        .. profile.Associations.Spearman.Values.Select(Defined),
        .. profile.Associations.CramersV.Values.Select(Defined),
        .. profile.Associations.CorrelationRatio.Values.Select(Defined),
    ];

    static IEnumerable<double> OfColumn(ColumnProfile column)
    {
        double[] every = [column.Missing, column.Distinct, .. column.Top.Select(v => (double)v.Count)];
        if (column.Lengths is { } lengths) return [.. every, lengths.Min, lengths.Mean, lengths.Max];
        if (column.Numbers is not { } numbers) return every;
        return
        [
            .. every, column.Zeros!.Value, column.Negatives!.Value, column.Infinite!.Value, numbers.Mean, Defined(numbers.Std), numbers.Min, numbers.Max,
            .. numbers.Quantiles, Defined(numbers.Skewness), Defined(numbers.Kurtosis), .. column.Histogram!.Counts.Select(c => (double)c),
        ];
    }

    static double Defined(double? value) => value ?? double.NaN;
}
