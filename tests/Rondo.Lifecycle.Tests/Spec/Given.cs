using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec;

namespace Rondo.Lifecycle.Tests.Spec;

/// <summary>Texts of lifecycle files and what reading them gives.</summary>
static class Given
{
    public const string Short = """
        name: california-housing
        define:
          target: median_house_value
          success: { rmse: 50000 }
        prepare:
          source: data/housing.csv
        """;

    public static PartCatalog Parts { get; } = new(typeof(Given).Assembly);

    public static LifecycleSpec Spec(string text) => SpecReader.Parse(text, "rondo.yaml", Parts).Spec;

    public static IReadOnlyList<Mistake> Mistakes(string text) =>
        Assert.Throws<RondoException>(() => SpecReader.Parse(text, "rondo.yaml", Parts)).Mistakes;

    public static Mistake Mistake(string text) => Assert.Single(Mistakes(text));

    /// <summary>The file with a section's body put below <c>define</c>, <c>prepare</c> or <c>train</c>.</summary>
    public static string With(string section, string body)
    {
        var define = section == "define" ? Indented(body) : "  target: y\n";
        var prepare = section == "prepare" ? Indented(body) : "  source: a.csv\n";
        return $"define:\n{define}prepare:\n{prepare}" + (section == "train" ? $"train:\n{Indented(body)}" : "");
    }

    static string Indented(string body) => string.Concat(body.Split('\n').Select(line => $"  {line}\n"));
}

/// <summary>Algorithms by the names of the file, for tests that only need the names and parameters.</summary>
abstract record NamedAlgorithm : IAlgorithm
{
    public MatrixKind Matrix => MatrixKind.Native;

    public virtual bool Learns(TaskKind task) => true;

    public IModel Fit(TrainingSet data, FitContext context) => throw new NotSupportedException();
}

[Part("ridge", "A name to be read.")]
sealed record NamedRidge : NamedAlgorithm
{
    [Param("A number.", Min = 0)]
    public double Alpha { get; init; } = 1;

    public override bool Learns(TaskKind task) => task == TaskKind.Regression;
}

[Part("logistic_regression", "A name to be read.")]
sealed record NamedLogistic : NamedAlgorithm
{
    public override bool Learns(TaskKind task) => task != TaskKind.Regression;
}

[Part("gradient_boosting", "A name to be read.")]
sealed record NamedBoosting : NamedAlgorithm
{
    [Param("Rounds.", Min = 0)]
    public int EarlyStopping { get; init; } = 20;

    [Param("Leaves.", Min = 2)]
    public int MaxLeaves { get; init; } = 31;
}
