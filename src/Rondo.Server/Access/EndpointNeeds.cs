using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;
using Rondo.Lifecycle.Store.Access;

namespace Rondo.Server.Access;

/// <summary>What a route says about itself. A route that says nothing is refused to everybody.</summary>
static class EndpointNeeds
{
    extension<T>(T endpoint) where T : IEndpointConventionBuilder
    {
        public T Needs(Permission permission) => endpoint.With(new NeededPermission(permission));

        /// <summary>Answers without credentials: health, signing in, and what those pages load.</summary>
        public T OpenToAll() => endpoint.With(new NeededPermission(Permission.None));

        /// <summary>The longest body; null for one without an end, such as an uploaded file that is streamed.</summary>
        public T MaxBody(long? bytes) => endpoint.With(new BodyLimit(bytes));

        /// <summary>Takes forms, which other sites' pages can send too: a browser's session must then carry the token against forgery.</summary>
        public T AcceptsForms() => endpoint.With(new FormsAccepted());

        /// <summary>Puts each success into the audit log, under this name. For what changes nothing in the store, or whose store method doesn't do so itself.</summary>
        public T Audits(string action) => endpoint.With(new AuditRule(action));

        /// <summary>The store's own method writes to the audit log, in the transaction of the change.</summary>
        public T AuditedByStore() => endpoint.With(new AuditRule(null));

        T With(object metadata)
        {
            endpoint.Add(builder => builder.Metadata.Add(metadata));
            return endpoint;
        }
    }
}

sealed record NeededPermission(Permission Permission);

sealed record FormsAccepted;

sealed record AuditRule(string? Action);

/// <summary>What a change was about, where the path doesn't say it.</summary>
sealed record AuditTarget(string Text);

sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
