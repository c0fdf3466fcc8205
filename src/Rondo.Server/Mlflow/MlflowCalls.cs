namespace Rondo.Server.Mlflow;

/// <summary>Everything below <c>/api/2.0/mlflow</c>.</summary>
static class MlflowCalls
{
    public static IReadOnlyList<MlflowRoute> All { get; } =
    [
        .. ExperimentCalls.All,
        .. RunCalls.All,
        .. LogCalls.All,
        .. MetricCalls.All,
        .. ModelCalls.All,
        .. VersionCalls.All,
        .. LoggedModelCalls.All,
        .. ArtifactLists.All,
    ];
}
