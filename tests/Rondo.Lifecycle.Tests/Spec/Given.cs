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

    public static PartCatalog Parts => RondoParts.Catalog;

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
