using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Rondo.Deploy.Host;
using Rondo.Deploy.Protocols.Http;
using Rondo.Deploy.Protocols.Kserve;
using Rondo.Deploy.Protocols.Native;
using Rondo.Deploy.Protocols.OpenInference;
using Rondo.Deploy.Protocols.Playground;

namespace Rondo.Deploy.Protocols;

/// <summary>A model host's routes within another server, which lets callers in by its own rules.</summary>
public sealed class EmbeddedServing(ModelHost host, ServingOptions options, ILogger log)
{
    readonly ServingDesk _desk = new(host, options, new ServingMetrics(), log);

    /// <summary>Requests that models answered since the host began, and how many of them by an error.</summary>
    public IReadOnlyCollection<(string Model, long Requests, long Errors)> Counts() => _desk.Counts();

    /// <summary>What each version answered since the host began.</summary>
    public IReadOnlyList<AnsweredVersion> Versions() => _desk.Versions();

    /// <summary>What was answered, in Prometheus' words.</summary>
    public string MetricsText() => _desk.MetricsText();

    /// <summary>The routes that predict and describe; the caller says on what it returns who may call them.</summary>
    /// <param name="tokenAddress">Where the other server tells pages the token of a session, for what they send.</param>
    public RouteGroupBuilder Map(IEndpointRouteBuilder app, string tokenAddress)
    {
        var group = app.MapGroup("");
        group.ExcludeFromDescription();
        PredictRoutes.Map(group, _desk);
        SignatureRoutes.Map(group, _desk);
        AssignmentRoutes.Map(group, _desk);
        OpenApiRoutes.MapModel(group, _desk);
        PlaygroundRoutes.Map(group, tokenAddress);
        ModelRoutes.Map(group, _desk);
        InferRoutes.Map(group, _desk);
        KserveRoutes.Map(group, _desk);
        return group;
    }
}
