using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rondo.Deploy.Host;
using Rondo.Deploy.Protocols.Clouds;
using Rondo.Deploy.Protocols.Http;
using Rondo.Deploy.Protocols.Kserve;
using Rondo.Deploy.Protocols.Mlflow;
using Rondo.Deploy.Protocols.Native;
using Rondo.Deploy.Protocols.OpenInference;
using Rondo.Deploy.Protocols.Playground;

namespace Rondo.Deploy.Protocols;

/// <summary>The routes of a model host: those that go together always, and of those that collide the contract's.</summary>
static class ServingRoutes
{
    /// <param name="folders">What SageMaker loads and unloads models of; null for other contracts.</param>
    public static void Map(IEndpointRouteBuilder app, ServingDesk desk, LoadedFolders? folders)
    {
        PredictRoutes.Map(app, desk);
        SignatureRoutes.Map(app, desk);
        AssignmentRoutes.Map(app, desk);
        if (folders is null) SignatureRoutes.MapList(app, desk);
        else SagemakerModelRoutes.Map(app, desk, folders);
        OpenApiRoutes.Map(app, desk);
        OpenApiRoutes.MapModel(app, desk);
        PlaygroundRoutes.Map(app);
        ModelRoutes.MapHealth(app, desk);
        ModelRoutes.Map(app, desk);
        InferRoutes.Map(app, desk);
        RepositoryRoutes.Map(app, desk);
        KserveRoutes.Map(app, desk);
        if (desk.Options.Contract == Contract.Sagemaker) SagemakerRoutes.Map(app, desk);
        else MlflowRoutes.Map(app, desk);
        if (desk.Options.Contract == Contract.Vertex) VertexRoutes.Map(app, desk);
        if (desk.Options.Contract == Contract.Azure) AzureRoutes.Map(app, desk);
        else app.MapGet("/", static context => Alive(context));
    }

    // KServe's word for a server that runs.
    static Task Alive(HttpContext context)
    {
        context.Response.ContentType = MediaType.Json;
        return context.Response.WriteAsync("{\"status\":\"alive\"}", context.RequestAborted);
    }
}
