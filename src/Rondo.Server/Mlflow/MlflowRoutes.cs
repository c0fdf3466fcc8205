using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;
using Rondo.Server.Access;
using Rondo.Server.Http;

namespace Rondo.Server.Mlflow;

/// <summary>MLflow's REST API, for its clients in every language: what they call, where, and what each call needs.</summary>
static class MlflowRoutes
{
    // Its clients use the first, its page the second; the third is how it was called before 1.0.
    static readonly string[] _prefixes = ["/api/2.0/mlflow", "/ajax-api/2.0/mlflow", "/api/2.0/preview/mlflow", "/ajax-api/2.0/preview/mlflow"];
    static readonly string[] _filePrefixes = ["/api/2.0/mlflow-artifacts", "/ajax-api/2.0/mlflow-artifacts"];
    static readonly string[] _others = ["/api/2.0/{**rest}", "/api/3.0/{**rest}", "/ajax-api/{**rest}"];

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var calls = MlflowCalls.All;
        foreach (var prefix in _prefixes)
            foreach (var route in calls) Map(endpoints, prefix, route);
        foreach (var prefix in _filePrefixes)
            foreach (var route in ArtifactProxy.All) Map(endpoints, prefix, route);
        foreach (var route in ServerCalls.All) Map(endpoints, "", route);
        foreach (var pattern in _others)
            endpoints.Map(pattern, http => MlflowFailure.Write(http, NoSuch(http, calls))).Needs(Permission.Read);
    }

    static void Map(IEndpointRouteBuilder endpoints, string prefix, MlflowRoute route)
    {
        var workspace = endpoints.ServiceProvider.GetRequiredService<Workspace>();
        var clock = endpoints.ServiceProvider.GetRequiredService<TimeProvider>();
        var mapped = endpoints.MapMethods(prefix + route.Path, [route.Method], (RequestDelegate)(http => Serve(http, route, workspace, clock)))
            .Needs(route.Need).MaxBody(route.MostBytes);
        if (route.Audit is { } audit) mapped.Audits(audit);
        else mapped.AuditedByStore();
    }

    // What else can fail is told for all APIs in one place.
    static async Task Serve(HttpContext http, MlflowRoute route, Workspace workspace, TimeProvider clock)
    {
        using var call = new MlflowCall(http, workspace, clock);
        try
        {
            if (route.MostBytes is { } most) await call.ReadBody(most).ConfigureAwait(false);
            if (route.Audit is not null && call.Subject is { } subject) http.Features.Set(new AuditTarget(subject));
            await route.Handle(call).ConfigureAwait(false);
        }
        catch (RondoException e) when (!StatusMap.IsStoreFailure(e.Mistakes[0].Code))
        {
            await MlflowFailure.Write(http, e).ConfigureAwait(false);
        }
        catch (IOException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked is gone.
        }
    }

    static RondoException NoSuch(HttpContext http, IReadOnlyList<MlflowRoute> calls)
    {
        var path = http.Request.Path.Value ?? "";
        var prefix = _prefixes.FirstOrDefault(p => path.StartsWith(p, StringComparison.Ordinal));
        var known = prefix is null ? [] : calls.Where(route => route.Path == path[prefix.Length..]).Select(route => route.Method).ToList();
        if (known.Count == 0) return new RondoException(MlflowFailure.EndpointNotFound, $"There is no '{http.Request.Method} {Shown(path)}' here.");
        http.Response.Headers.Allow = string.Join(", ", known);
        return new RondoException(MlflowFailure.WrongMethod, $"'{Shown(path)}' doesn't take {http.Request.Method}.", $"It takes {string.Join(", ", known)}.");
    }

    static string Shown(string path) => path.Length <= 200 ? path : path[..200] + "...";
}
