using Rondo.Engine.Algorithms.Boosting;
using Rondo.Engine.Algorithms.Neural;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Fluent;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Tests.Spec;

namespace Rondo.Lifecycle.Tests.Fluent;

public sealed class FluentTests
{
    static LifecycleWords Housing => new LifecycleWords().Name("california-housing")
        .Define(d => d.Target("median_house_value").Success(rmse: 50_000))
        .Prepare(p => p.FromCsv("data/housing.csv")
            .Derive("rooms_per_household", "total_rooms / households")
            .Encode("ocean_proximity", Encoding.OneHot)
            .Split(Split.Random(test: 0.2, seed: 42)))
        .Train(t => t.Models(Model.Ridge(), Model.GradientBoosting(earlyStopping: 30))
            .CrossValidate(folds: 5).Tune(Search.Bayesian, trials: 60));

    const string HousingFile = """
        name: california-housing
        define:
          target: median_house_value
          success: { rmse: 50000 }
        prepare:
          source: data/housing.csv
          features:
            derive: { rooms_per_household: total_rooms / households }
            encode: { ocean_proximity: one_hot }
          split: { strategy: random, test: 0.2, seed: 42 }
        train:
          models:
            - ridge
            - gradient_boosting: { early_stopping: 30 }
          cv: { folds: 5 }
          tune: { search: bayesian, trials: 60 }
        """;

    [Fact]
    public void A_program_and_a_file_that_say_the_same_have_one_hash()
    {
        var (said, read) = (Housing.Build(), Given.Spec(HousingFile));

        Assert.Equal(read.ToYaml(), said.ToYaml());
        Assert.Equal(SpecJson.Hash(read), said.Hash);
    }

    [Fact]
    public void What_is_said_twice_keeps_both()
    {
        var spec = new LifecycleWords()
            .Define(d => d.Target("y").Success(r2: 0.5).Success("recall_at_precision(0.5)", 0.7))
            .Prepare(p => p.From("a.csv").Encode("a", Encoding.Target).Encode("b", Encoding.OneHot).Clean(c => c.Missing("x", "median")).Clean(c => c.Missing("z", constant: "0")))
            .Build();

        Assert.Equal(["r2", "recall_at_precision(0.5)"], spec.Define.Success!.Value.Select(b => b.Metric));
        Assert.Equal(["a", "b"], spec.Prepare.Features.Encode.Keys);
        Assert.Equal([new MissingSpec("median"), new MissingSpec("constant", "0")], spec.Prepare.Clean.MissingBy.Values);
    }

    [Fact]
    public void An_algorithms_own_record_says_what_differs_from_its_defaults()
    {
        Assert.Equal(Said(Model.GradientBoosting(earlyStopping: 30, learningRate: 0.1)), Said(Model.Of(new GradientBoosting { EarlyStopping = 30, LearningRate = 0.1 })));
        Assert.Equal(Said(Model.Of("mlp", ("hidden", new[] { 8, 8 }), ("activation", "tanh"))), Said(Model.Of(new MultilayerPerceptron { Hidden = [8, 8], Activation = Activation.Tanh })));
        Assert.Equal(Said(Model.Of("mlp")), Said(Model.Of(new MultilayerPerceptron())));

        static string Said(ModelSpec model) => new LifecycleWords().Define(d => d.Target("y")).Prepare(p => p.From("a.csv")).Train(t => t.Models(model)).Build().ToYaml();
    }

    [Fact]
    public void Mistakes_of_a_program_come_all_at_once_and_name_their_keys()
    {
        var mistakes = Assert.Throws<RondoException>(() => new LifecycleWords()
            .Define(d => d.Target("y").Task("regresion"))
            .Prepare(p => p.From("a.csv").Derive("x", "a +").Split(test: 20))
            .Train(t => t.Models(Model.Of("rigde"), Model.Ridge(alpha: -1)))
            .Build()).Mistakes;

        Assert.Equal(
            ["define.task", "prepare.features.derive.x", "prepare.split.test", "train.models[0]", "train.models[1].ridge.alpha"],
            mistakes.Select(m => m.Field).Order(StringComparer.Ordinal));
        Assert.All(mistakes, m => Assert.Null(m.Line));
        Assert.Contains(mistakes, m => m.Hint == "Did you mean 'ridge'?");
    }

    [Fact]
    public void All_columns_and_single_ones_are_not_said_both()
    {
        var said = new LifecycleWords().Define(d => d.Target("y"));

        var mistake = Assert.Single(Assert.Throws<RondoException>(() => said.Prepare(p => p.Scale("standard").Features(f => f.Scale("a", "log")))).Mistakes);

        Assert.Equal("conflicting_keys", mistake.Code);
    }
}
