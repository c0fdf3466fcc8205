using System.Globalization;

namespace Rondo.Lifecycle.Monitoring;

/// <summary>Whether estimates without labels may be believed: they are graded whenever the truth comes, and not shown alone while they were wrong lately.</summary>
/// <param name="Graded">Windows whose truth came.</param>
/// <param name="Wrong">Of those the ones that the estimate missed by more than chance does.</param>
public sealed record EstimateTrust(bool IsTrusted, int Graded, int Wrong, string? Note)
{
    // Three standard deviations: chance alone misses one window in 370.
    const double Deviations = 3;
    const int Lately = 3, WrongLately = 2, RightAgain = 2;

    public static EstimateTrust Untested { get; } = new(true, 0, 0, null);

    public static EstimateTrust Impossible(string why) => new(false, 0, 0, why);

    /// <summary>Whether an estimate was as near to the truth as the rows' number lets expect.</summary>
    public static bool IsRight(double estimate, double estimateDeviation, double truth, double truthDeviation) =>
        Math.Abs(estimate - truth) <= Deviations * Math.Sqrt(estimateDeviation * estimateDeviation + truthDeviation * truthDeviation);

    /// <param name="grades">Of the windows whose truth came, the oldest first.</param>
    public static EstimateTrust Of(IReadOnlyList<bool> grades, string metric)
    {
        var trusted = true;
        for (var i = 0; i < grades.Count; i++)
        {
            var last = grades.Take(i + 1).TakeLast(Lately).ToArray();
            if (trusted) trusted = last.Count(right => !right) < WrongLately;
            else trusted = i + 1 >= RightAgain && grades.Take(i + 1).TakeLast(RightAgain).All(right => right);
        }
        var wrong = grades.Count(right => !right);
        var note = trusted ? null : string.Create(CultureInfo.InvariantCulture, $"switched off: {wrong} of {grades.Count} estimates of {metric} were wrong once the labels came; it is shown again after {RightAgain} right ones in a row");
        return new EstimateTrust(trusted, grades.Count, wrong, note);
    }
}
