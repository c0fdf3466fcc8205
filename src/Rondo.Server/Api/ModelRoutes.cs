using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;
using Rondo.Server.Access;

namespace Rondo.Server.Api;

/// <summary>Registered models: versions, aliases, and the decisions about them.</summary>
static class ModelRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var models = api.MapGroup("/models").Needs(Permission.Read);
        models.MapGet("", (Workspace workspace) => new ModelList([.. workspace.Models.List().Select(ModelAnswer.Of)]));
        models.MapGet("/{name}", (string name, Workspace workspace) => ModelAnswer.Of(workspace.Models.Find(name)));
        models.MapGet("/{name}/versions", (string name, Workspace workspace) => new VersionList([.. workspace.Models.Versions(name).Select(VersionAnswer.Of)]));
        models.MapGet("/{name}/versions/{version}", (string name, string version, Workspace workspace) =>
            VersionAnswer.Of(workspace.Models.Get(ModelReference.Parse($"{name}@{version}"))));
        models.MapGet("/{name}/history", (string name, Workspace workspace) => new History([.. workspace.Models.History(name).Select(EventAnswer.Of)]));

        var decisions = api.MapGroup("/models/{name}").Needs(Permission.Deploy);
        decisions.MapPost("/promote", (string name, Promotion request, HttpContext context, Workspace workspace) => VersionAnswer.Of(
            workspace.Models.Promote(ModelReference.Version(name, request.Version), ExpectedOf(request.Expected), context.Author(request.Reason), request.Force))).AuditedByStore();
        decisions.MapPost("/rollback", (string name, Return request, HttpContext context, Workspace workspace) => VersionAnswer.Of(
            workspace.Models.Rollback(name, ExpectedOf(request.Expected), context.Author(request.Reason)))).AuditedByStore();
        decisions.MapPut("/aliases/{alias}", (string name, string alias, Promotion request, HttpContext context, Workspace workspace) => VersionAnswer.Of(
            workspace.Models.SetAlias(alias, ModelReference.Version(name, request.Version), ExpectedOf(request.Expected), context.Author(request.Reason), request.Force))).AuditedByStore();
        decisions.MapDelete("/aliases/{alias}", (string name, string alias, HttpContext context, Workspace workspace) =>
        {
            workspace.Models.RemoveAlias(name, alias, author: context.Author());
            return TypedResults.NoContent();
        }).AuditedByStore();
        decisions.MapPost("/versions/{version:int}/approval", (string name, int version, Word request, HttpContext context, Workspace workspace) => VersionAnswer.Of(
            workspace.Models.Approve(ModelReference.Version(name, version), request.Approved, context.Author(request.Reason)))).AuditedByStore();
        decisions.MapPut("/rules", (string name, ModelRules request, HttpContext context, Workspace workspace) =>
            ModelAnswer.Of(workspace.Models.SetRules(name, request, context.Author()))).Audits("model.rules_set");
        decisions.MapDelete("/versions/{version:int}", (string name, int version, bool? force, HttpContext context, Workspace workspace) =>
        {
            workspace.Models.Delete(ModelReference.Version(name, version), context.Author(), force is true);
            return TypedResults.NoContent();
        }).AuditedByStore();
    }

    static ExpectedAlias ExpectedOf(int? number) => number is { } version ? ExpectedAlias.Version(version) : ExpectedAlias.Anything;

    sealed record ModelList(IReadOnlyList<ModelAnswer> Models);

    sealed record VersionList(IReadOnlyList<VersionAnswer> Versions);

    sealed record History(IReadOnlyList<EventAnswer> Events);

    /// <summary>Which version is to serve.</summary>
    /// <param name="Expected">The version that serves as far as the caller knows; another one there is a conflict (409).</param>
    /// <param name="Force">Promotes even a version that missed its criteria or has no approval.</param>
    sealed record Promotion(int Version, int? Expected = null, string? Reason = null, bool Force = false);

    sealed record Return(int? Expected = null, string? Reason = null);

    sealed record Word(bool Approved, string? Reason = null);

    sealed record ModelAnswer(string Name, string Description, int Versions, int? Newest, IReadOnlyDictionary<string, int> Aliases, IReadOnlyDictionary<string, string> Tags, ModelRules Rules, DateTimeOffset Created, DateTimeOffset Changed)
    {
        public static ModelAnswer Of(RegisteredModel model) => new(model.Name, model.Description, model.VersionCount, model.Newest?.Number, model.Aliases, model.Tags.ToDictionary(), model.Rules, model.Created, model.Changed);
    }

    sealed record VersionAnswer(
        string Model, int Version, IReadOnlyList<string> Aliases, bool Success, IReadOnlyDictionary<string, double?> Metrics, string? Run, string Description, IReadOnlyDictionary<string, string> Tags,
        string Source, string ModelHash, string DataHash, string SpecHash, string PackageHash, string CreatedBy, DateTimeOffset Created)
    {
        public static VersionAnswer Of(ModelVersion version) => new(
            version.Model, version.Number, version.Aliases, version.Success, version.Metrics, version.RunId, version.Description, version.Tags.ToDictionary(),
            version.Source, version.ModelHash, version.DataHash, version.SpecHash, version.PackageHash, version.CreatedBy, version.Created);
    }

    sealed record EventAnswer(DateTimeOffset Time, string Kind, string Model, int? Version, string? Alias, int? Previous, string By, string? Reason, IReadOnlyDictionary<string, string> Evidence)
    {
        public static EventAnswer Of(ModelEvent change) => new(change.Time, change.Kind, change.Model, change.Version, change.Alias, change.Previous, change.By, change.Reason, change.Evidence);
    }
}
