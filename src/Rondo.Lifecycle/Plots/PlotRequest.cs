namespace Rondo.Lifecycle.Plots;

/// <summary>What to draw: the words of <c>rondo plot</c>.</summary>
/// <param name="Kind">scatter, histogram, box, bar, line or heatmap.</param>
/// <param name="X">A column; a heatmap of correlations needs none.</param>
/// <param name="Y">Another one, where the kind takes it.</param>
/// <param name="Color">The column whose values decide the colours of points and lines.</param>
public sealed record PlotRequest(string Kind, string? X, string? Y = null, string? Color = null)
{
    public static IReadOnlyList<string> Kinds { get; } = ["scatter", "histogram", "box", "bar", "line", "heatmap"];

    /// <summary>At most so many points are drawn; of more, a sample that is always the same.</summary>
    public int MostPoints { get; init; } = 5000;
}
