namespace Rondo.Testing.Tests;

/// <summary>The sample of penguins, as its own test project would hold it to its promises: one run for all.</summary>
public sealed class PenguinTests
{
    static readonly LifecycleCheck _penguins = Check.File("samples/penguins/rondo.yaml", "train.models=[logistic_regression]", "train.tune.search=none");

    [Fact]
    public void The_gate_of_the_sample_is_passed_in_one_chain() =>
        Assert.Same(_penguins, _penguins.HasSchema().HasNoLeakage().Beats("baseline").Beats("prior", by: 0.5).Meets("accuracy", 0.95).MeetsItsCriteria().Serves(p99Ms: 200).IsReproducible());

    [Fact]
    public void It_does_not_matter_in_which_order_rows_have_a_column_that_is_not_used() =>
        Check.File("samples/penguins/rondo.yaml", "train.models=[logistic_regression]", "train.tune.search=none", "prepare.drop=[Sex]").IsInvariantTo("Sex", ColumnChange.Shuffled);

    [Fact]
    public void A_column_that_matters_is_found_out_and_told_with_its_worst_row()
    {
        var failed = Fails(() => _penguins.IsInvariantTo("Beak Length (mm)", ColumnChange.Shuffled));
        Assert.StartsWith("samples/penguins/rondo.yaml: predictions depend on 'Beak Length (mm)'.", failed.Message, StringComparison.Ordinal);
        Assert.Matches(@"^with its values in another order, \d+ of 344 predictions move; the most of row \d+, '(Adelie|Chinstrap|Gentoo)' from \S+ to \S+$", failed.Found);
        Assert.Equal("Leave it out: `prepare.drop: [Beak Length (mm)]`; look for columns that stand for it too.", failed.Fix);
        _penguins.IsInvariantTo("Beak Length (mm)", ColumnChange.By(0.001), tolerance: 0.05);
        Assert.Contains("500 more in every row", Fails(() => _penguins.IsInvariantTo("Body Mass (g)", ColumnChange.By(500))).Found, StringComparison.Ordinal);
        Assert.Contains("'Biscoe' where 'Dream' was", Fails(() => _penguins.IsInvariantTo("Island", ColumnChange.Swapped("Biscoe", "Dream"))).Found, StringComparison.Ordinal);
        Assert.Contains("no value", Fails(() => _penguins.IsInvariantTo("Sex", ColumnChange.Missing)).Found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_that_proves_nothing_or_fits_no_value_is_refused()
    {
        Assert.Equal("samples/penguins/rondo.yaml: the change of 'Island' changes no row.", First(() => _penguins.IsInvariantTo("Island", ColumnChange.Swapped("Mars", "Venus"))));
        Assert.Equal("samples/penguins/rondo.yaml: 'Island' can't be changed so.", First(() => _penguins.IsInvariantTo("Island", ColumnChange.By(1))));
        Assert.Equal("samples/penguins/rondo.yaml: 'Body Mass (g)' can't be changed so.", First(() => _penguins.IsInvariantTo("Body Mass (g)", ColumnChange.To("much"))));
        Assert.Equal("the column holds values of type int64; this change is for a column of fractions", Fails(() => _penguins.IsInvariantTo("Body Mass (g)", ColumnChange.By(0.5))).Found);
        var failed = Fails(() => _penguins.IsInvariantTo("island", ColumnChange.Shuffled));
        Assert.Equal("Did you mean 'Island'?", failed.Fix);
    }

    [Fact]
    public void A_bound_that_is_missed_is_told_with_the_value_its_interval_and_the_direction()
    {
        var failed = Fails(() => _penguins.Meets("log_loss", 1e-9));
        Assert.Equal("at most 1E-09", failed.Expected);
        Assert.Matches(@"^log_loss \S+ \(\S+ to \S+ with confidence 95%\) by logistic_regression on \d+ test rows$", failed.Found);
        Assert.Equal("at least 1.1", Fails(() => _penguins.Meets("accuracy", 1.1)).Expected);
        Assert.Equal("Did you mean 'accuracy'?", Fails(() => _penguins.Meets("acuracy", 0.9)).Fix);
        Assert.Contains("log_loss", Fails(() => _penguins.Meets("rmse", 1)).Found, StringComparison.Ordinal);
        Assert.Equal("at most 0 ms", Fails(() => _penguins.Serves(p99Ms: 0)).Expected);
    }

    [Fact]
    public void What_is_not_beaten_by_enough_is_told()
    {
        Assert.Equal("samples/penguins/rondo.yaml: the model does not beat logistic_regression.", First(() => _penguins.Beats("logistic_regression")));
        Assert.Equal("samples/penguins/rondo.yaml: the model does not beat prior by 99.99999%.", First(() => Check.File("samples/penguins/rondo.yaml", "train.models=[naive_bayes]", "train.tune.search=none").Beats("prior", by: 0.9999999)), ignoreCase: false);
        Assert.Equal("Did you mean 'baseline'?", Fails(() => _penguins.Beats("basline")).Fix);
    }

    [Fact]
    public void Nothing_is_written_beside_the_file()
    {
        using var folder = new Project();
        Check.File(folder.Path("rondo.yaml")).HasNoLeakage().Beats("baseline");
        Assert.Equal(["rondo.yaml", "rows.csv"], folder.Files);
    }

    static string First(Action check) => Fails(check).Message.Split('\n')[0];

    static CheckFailedException Fails(Action check) => Assert.Throws<CheckFailedException>(check);
}
