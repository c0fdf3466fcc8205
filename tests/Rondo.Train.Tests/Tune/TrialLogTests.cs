using System.Text;
using Rondo.Engine.Errors;
using Rondo.Train.Tune;

namespace Rondo.Train.Tests.Tune;

public sealed class TrialLogTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"rondo-study-{Guid.NewGuid():N}.jsonl");

    static readonly ISearch[] s_searches = [new RandomSearch(), new GridSearch { Points = 5 }, new BayesianSearch()];

    public static TheoryData<int, int> CutShort => new(Enumerable.Range(0, s_searches.Length).SelectMany(s => new[] { 0, 1, 5, 14, 15, 40 }.Select(k => (s, k))));

    public void Dispose() => File.Delete(_path);

    [Theory]
    [MemberData(nameof(CutShort))]
    public void A_study_killed_after_some_trials_goes_on_with_the_next_one(int search, int kept)
    {
        var plan = Studies.Plan(s_searches[search]) with { Pruner = new MedianPruner() };
        var whole = Run(plan, Studies.Objective);
        var lines = File.ReadAllLines(_path);
        // The header, some whole lines, and one that was being written.
        File.WriteAllText(_path, string.Concat(lines.Take(kept + 1).Select(l => l + "\n")) + (kept < 40 ? lines[kept + 1][..20] : ""));

        var ran = new List<int>();
        var resumed = Run(plan, (request, goesOn, threads, cancellation) =>
        {
            ran.Add(request.Number);
            return Studies.Objective(request, goesOn, threads, cancellation);
        });

        Assert.Equal(Enumerable.Range(kept, whole.Trials.Length - kept), ran);
        Assert.Equal(Studies.Lines(whole), Studies.Lines(resumed));
        Assert.Equal(whole.Trials.Length + 1, File.ReadAllLines(_path).Length);
    }

    [Fact]
    public void A_study_of_something_else_is_begun_anew()
    {
        Run(Studies.Plan(new RandomSearch()), Studies.Objective);

        using var log = TrialLog.Open(_path, "another key");

        Assert.Equal(0, log.Count);
        Assert.Single(File.ReadAllLines(_path));
    }

    [Fact]
    public void Logged_trials_with_other_parameters_are_run_again()
    {
        Run(Studies.Plan(new RandomSearch(), 6, Studies.Bowl), Studies.Objective);

        var ran = 0;
        Run(Studies.Plan(new RandomSearch(), 6, Studies.Bowl) with { Seed = 77 }, (_, _, _, _) => new TrialOutcome(ran++));

        Assert.Equal(6, ran);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json\n")]
    [InlineData("{\"study\":7}\n")]
    [InlineData("[]\n{}\n")]
    [InlineData("{\"study\":\"key\"}\n{\"number\":0}\n")]
    [InlineData("{\"study\":\"key\"}\n{\"number\":1e99,\"model\":\"m\",\"parameters\":[],\"state\":\"lost\"}\n")]
    [InlineData("{\"study\":\"key\"}\n{\"number\":0,\"model\":null,\"parameters\":{},\"state\":\"completed\",\"score\":null,\"intermediate\":[],\"seconds\":1}\n")]
    public void A_damaged_log_counts_up_to_the_damage(string text)
    {
        File.WriteAllText(_path, text);

        using var log = TrialLog.Open(_path, "key");

        Assert.Equal(0, log.Count);
        Assert.Equal("""{"study":"key"}""", Assert.Single(ReadLines()));
    }

    [Fact]
    public void A_trial_is_on_the_disk_before_the_next_one_starts()
    {
        Run(Studies.Plan(new RandomSearch(), 6), (request, _, _, _) =>
        {
            Assert.Equal(request.Number + 1, ReadLines().Length);
            return new TrialOutcome(1);
        });
    }

    [Fact]
    public void A_log_in_use_is_refused()
    {
        using var log = TrialLog.Open(_path, "key");

        Assert.Equal("study_in_use", Assert.Throws<RondoException>(() => TrialLog.Open(_path, "key")).Mistakes[0].Code);
    }

    Study Run(TunePlan plan, Objective objective)
    {
        using var log = TrialLog.Open(_path, "key");
        return Tuner.Run(plan, objective, log);
    }

    // The log is open for writing meanwhile.
    string[] ReadLines()
    {
        using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file, Encoding.UTF8);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
