using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Alerting;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;
using Rondo.Server.Access;
using Rondo.Server.Serving;

namespace Rondo.Server.Api;

/// <summary>What is watched of models: how it stands, and who is not to be told for a while.</summary>
static class AlertRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var alerts = api.MapGroup("/alerts").Needs(Permission.Read);
        alerts.MapGet("", (Workspace workspace, string? model) => new AlertList([.. workspace.Alerts.List(model).Where(a => a.IsDeclared).Select(AlertAnswer.Of)]));
        alerts.MapGet("/{id}", (string id, Workspace workspace) => new AlertDetail(AlertAnswer.Of(workspace.Alerts.Find(id)), workspace.Alerts.Messages(id)));

        var decisions = api.MapGroup("/alerts/{id}").Needs(Permission.Deploy);
        decisions.MapPost("/silence", (string id, Silence request, HttpContext context, Workspace workspace) =>
            AlertAnswer.Of(workspace.Alerts.Silence(id, Duration(request.For), request.Why, context.Author()))).AuditedByStore();
        decisions.MapPost("/unsilence", (string id, HttpContext context, Workspace workspace) => AlertAnswer.Of(workspace.Alerts.Unsilence(id, context.Author()))).AuditedByStore();

        api.MapPost("/models/{name}/alerts/test", async (string name, HostedAlerts alerts, HttpContext context) =>
            new TestAnswers([.. (await alerts.Delivery.Test(name, context.RequestAborted).ConfigureAwait(false)).Select(t => new TestAnswer(t.Channel, t.Answer.Arrived, t.Answer.Result))]))
            .Needs(Permission.Deploy).Audits("alert.test");
    }

    static TimeSpan Duration(string text) =>
        DurationText.Parse(text) ?? throw new RondoException(new Mistake("bad_duration", $"'{VisibleText.Of(text)}' is no duration; expected {DurationText.Expected}.") { Field = "for" });

    sealed record AlertList(IReadOnlyList<AlertAnswer> Alerts);

    sealed record AlertDetail(AlertAnswer Alert, IReadOnlyList<AlertDelivered> Messages);

    /// <param name="For">How long, such as <c>2h</c>.</param>
    sealed record Silence(string For, string? Why = null);

    sealed record TestAnswers(IReadOnlyList<TestAnswer> Channels);

    sealed record TestAnswer(string Channel, bool Arrived, string Result);

    sealed record AlertAnswer(
        string Id, string Model, int Version, string When, int For, double WindowSeconds, string Severity, string State, DateTimeOffset Since, DateTimeOffset Seen,
        IReadOnlyDictionary<string, double> Values, IReadOnlyList<string> Channels, DateTimeOffset? SilentUntil, string? SilentWhy, string? SilentBy)
    {
        public static AlertAnswer Of(Alert alert) => new(alert.Id, alert.Model, alert.Version, alert.When, alert.For, alert.Window.TotalSeconds, alert.Severity.ToString().ToLowerInvariant(),
            alert.State.ToString().ToLowerInvariant(), alert.Since, alert.Seen, alert.Values, alert.Channels, alert.SilentUntil, alert.SilentWhy, alert.SilentBy);
    }
}
