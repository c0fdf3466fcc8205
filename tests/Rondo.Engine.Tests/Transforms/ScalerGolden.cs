using System.Text.Json;
using Rondo.Engine.Data;
using Rondo.Engine.Transforms;
using static Rondo.Engine.Tests.Transforms.Fitting;

namespace Rondo.Engine.Tests.Transforms;

/// <summary>Scalers beside scikit-learn's, column by column, and their way back.</summary>
static class ScalerGolden
{
    public const double Tolerance = 1e-6;

    public static JsonElement Reference { get; } = GoldenFile.Read("scalers", "reference.json").RootElement;

    public static double[] ColumnOf(string name) => Golden.Numbers(Reference.GetProperty("columns").GetProperty(name));

    /// <summary>Every column of the reference that was scaled under this name gives its numbers.</summary>
    public static void AssertEqual(string name, ITransform transform)
    {
        foreach (var column in Reference.GetProperty("scaled").GetProperty(name).EnumerateObject())
        {
            var scaled = NumbersOf(FitApply(transform, Table.Of(("x", Doubles(ColumnOf(column.Name))))), "x");

            var expected = Golden.Numbers(column.Value.GetProperty("values"));
            for (var row = 0; row < expected.Length; row++) Close(expected[row], scaled[row], Tolerance);
        }
    }

    /// <summary>Every column of the reference comes back, but for those named.</summary>
    public static void AssertInverts(ITransform transform, params string[] except)
    {
        foreach (var column in Reference.GetProperty("columns").EnumerateObject().Where(c => !except.Contains(c.Name)))
        {
            var values = Golden.Numbers(column.Value);
            var table = Table.Of(("x", Doubles(values)), ("other", Doubles(values)));
            var fitted = Assert.IsAssignableFrom<IInvertibleTransform>(Fit(transform, table));

            var back = fitted.Invert(fitted.Apply(table));

            Assert.Equal(NamesOf(table), NamesOf(back));
            for (var row = 0; row < values.Length; row++) Close(values[row], NumbersOf(back, "x")[row], Tolerance);
        }
    }
}
