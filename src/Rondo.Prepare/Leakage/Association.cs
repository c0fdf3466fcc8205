using Rondo.Engine.Algorithms;

namespace Rondo.Prepare.Leakage;

/// <summary>How far the order of one number is the order of another, 0 to 1, and how surely.</summary>
static class Association
{
    private const int MinRows = 10;

    /// <summary>The size of the correlation in rows where the first has a value; 0 when nothing varies.</summary>
    public static double Of(double[] numbers, double[] target)
    {
        var (count, x, y) = (0, 0.0, 0.0);
        for (var i = 0; i < numbers.Length; i++)
            if (!double.IsNaN(numbers[i])) (count, x, y) = (count + 1, x + numbers[i], y + target[i]);
        if (count < MinRows) return 0;
        var (xx, yy, xy) = (0.0, 0.0, 0.0);
        for (var i = 0; i < numbers.Length; i++)
        {
            if (double.IsNaN(numbers[i])) continue;
            var (dx, dy) = (numbers[i] - x / count, target[i] - y / count);
            (xx, yy, xy) = (xx + dx * dx, yy + dy * dy, xy + dx * dy);
        }
        return xx > 0 && yy > 0 && double.IsFinite(xx) && double.IsFinite(yy) ? Math.Min(1, Math.Abs(xy) / Math.Sqrt(xx) / Math.Sqrt(yy)) : 0;
    }

    /// <summary>Spearman's correlation of the ranks.</summary>
    public static double OfRanks(double[] first, double[] second)
    {
        int[] rows = [.. Enumerable.Range(0, first.Length).Where(i => !double.IsNaN(first[i]) && !double.IsNaN(second[i]))];
        return rows.Length < MinRows ? 0 : Of(RowSample.RanksOf(Array.ConvertAll(rows, i => first[i])), RowSample.RanksOf(Array.ConvertAll(rows, i => second[i])));
    }

    /// <summary>
    /// With the target of a sample: Spearman's correlation of a number; of classes 2 AUC - 1 for the class that it sets apart best, without a sign.
    /// The deviation is how often its standard error it is from 0 (Mann and Whitney 1947).
    /// </summary>
    public static (double Strength, double Deviations, string Evidence) WithTarget(double[] numbers, RowSample sample, string target)
    {
        if (sample.Target.Task == TaskKind.Regression)
        {
            var correlation = OfRanks(numbers, sample.Target.Values);
            return (correlation, correlation * Math.Sqrt(numbers.Length - 1.0), $"its rank correlates {Words.Number(correlation)} with '{target}'");
        }
        var best = (Strength: 0.0, Deviations: 0.0, Evidence: "");
        int[] rows = [.. Enumerable.Range(0, numbers.Length).Where(i => !double.IsNaN(numbers[i]))];
        var ranks = RowSample.RanksOf(Array.ConvertAll(rows, i => numbers[i]));
        for (var k = 0; k < sample.Target.Classes.Length; k++)
        {
            var (sum, count) = (0.0, 0);
            for (var i = 0; i < rows.Length; i++)
            {
                if (sample.Target.Values[rows[i]] != k) continue;
                sum += ranks[i] * (rows.Length - 1) + 1;
                count++;
            }
            double others = rows.Length - count;
            if (count < MinRows || others < MinRows) continue;
            var auc = (sum - count * (count + 1.0) / 2) / (count * others);
            if (Math.Abs(2 * auc - 1) <= best.Strength) continue;
            best = (Math.Abs(2 * auc - 1), Math.Abs(auc - 0.5) / Math.Sqrt((rows.Length + 1) / (12 * count * others)),
                $"alone it tells '{target}' = {sample.Target.Classes[k]} with a ROC AUC of {Words.Number(Math.Max(auc, 1 - auc))}");
        }
        return best;
    }
}
