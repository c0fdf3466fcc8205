namespace Rondo.Engine.Algorithms.Bayes;

/// <summary>Weighted totals, means and variances of one column in each class, in the order of the rows. Missing values are left out.</summary>
sealed class ClassSums(float[] column, int[] labels, double[] weights, int classes)
{
    public void Totals(BayesLayout layout, int feature, double[] totals)
    {
        for (var i = 0; i < column.Length; i++)
            if (!float.IsNaN(column[i])) totals[labels[i] * layout.Width + layout.Offset(feature)] += weights[i] * column[i];
    }

    /// <summary>Writes means and variances; gives the variance over all classes. A class without values takes those of all.</summary>
    public double Describe(BayesLayout layout, int feature, double[] means, double[] variances)
    {
        var (sums, totals) = Sums(_ => 0, squared: false);
        var (sum, total) = (sums.Sum(), totals.Sum());
        if (!(total > 0)) return 0;
        var mean = sum / total;
        double[] own = [.. sums.Select((s, k) => totals[k] > 0 ? s / totals[k] : mean)];
        var (squares, _) = Sums(k => own[k], squared: true);
        var spread = Sums(_ => mean, squared: true).Sums.Sum() / total;
        for (var k = 0; k < classes; k++)
        {
            means[k * layout.Width + layout.Offset(feature)] = own[k];
            variances[k * layout.Width + layout.Offset(feature)] = totals[k] > 0 ? squares[k] / totals[k] : spread;
        }
        return spread;
    }

    (double[] Sums, double[] Totals) Sums(Func<int, double> centre, bool squared)
    {
        var (sums, totals) = (new double[classes], new double[classes]);
        double[] centres = [.. Enumerable.Range(0, classes).Select(centre)];
        for (var i = 0; i < column.Length; i++)
        {
            if (float.IsNaN(column[i])) continue;
            var (k, value) = (labels[i], column[i] - centres[labels[i]]);
            sums[k] += weights[i] * (squared ? value * value : value);
            totals[k] += weights[i];
        }
        return (sums, totals);
    }
}
