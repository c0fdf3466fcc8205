using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;
using Rondo.Server.Access;

namespace Rondo.Server.Api;

/// <summary>The audit log, to be read; there is no route that changes it.</summary>
static class AuditRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var audit = api.MapGroup("/audit").Needs(Permission.Admin);
        audit.MapGet("", (Workspace workspace, long? before, int? limit, string? actor, string? action) =>
        {
            var entries = workspace.Audit.Page(new AuditFilter { Before = before, Actor = actor, Action = action, Limit = limit ?? 50 });
            return new AuditPage(entries, entries.Count == 0 || entries[^1].Sequence == 1 ? null : entries[^1].Sequence);
        });
        audit.MapGet("/check", (Workspace workspace) =>
        {
            var broken = workspace.Audit.FirstBroken();
            return new AuditCheck(broken is null, broken);
        });
    }

    /// <param name="NextBefore">The <c>before</c> of the next, older page.</param>
    sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, long? NextBefore);

    /// <param name="FirstBroken">The first entry that was changed or before which one is missing.</param>
    sealed record AuditCheck(bool Whole, long? FirstBroken);
}
