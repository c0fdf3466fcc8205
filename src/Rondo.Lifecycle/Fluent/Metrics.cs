namespace Rondo.Lifecycle.Fluent;

/// <summary>What a criterion can bound, as in <c>Success(m =&gt; m.Rmse &lt;= 50_000)</c>. Never made: only its names are read.</summary>
public sealed class Metrics
{
    private Metrics() { }

    public double Rmse { get; private init; }

    public double Mse { get; private init; }

    public double Mae { get; private init; }

    public double R2 { get; private init; }

    public double Mape { get; private init; }

    public double Accuracy { get; private init; }

    public double Precision { get; private init; }

    public double Recall { get; private init; }

    public double F1 { get; private init; }

    public double RocAuc { get; private init; }

    public double PrAuc { get; private init; }

    public double LogLoss { get; private init; }

    public double Brier { get; private init; }

    public double Ece { get; private init; }

    public double Silhouette { get; private init; }

    public double DaviesBouldin { get; private init; }

    public double Ari { get; private init; }

    public double LatencyP99Ms { get; private init; }

    public double ModelSizeMb { get; private init; }

    public double Cost { get; private init; }

    public double CostPerCustomer { get; private init; }

    public double BeatsBaseline { get; private init; }
}
