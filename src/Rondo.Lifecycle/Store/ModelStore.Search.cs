using Rondo.Lifecycle.Store.Tracking;
using Rondo.Lifecycle.Store.Tracking.Filters;
using static Rondo.Lifecycle.Store.ModelQueries;

namespace Rondo.Lifecycle.Store;

// Finds models and versions by the filter language.
public sealed partial class ModelStore
{
    /// <summary>The stages of MLflow, for those who use them beside aliases.</summary>
    public static IReadOnlyList<string> Stages { get; } = ["None", "Staging", "Production", "Archived"];

    /// <summary>The models that a filter lets through, by name unless told.</summary>
    public Page<RegisteredModel> SearchModels(SearchRequest request) => Search(request, FilterSubject.Models, "r.name, 0", "r.name",
        (session, name, _) => RequireDescribed(session, name));

    /// <summary>The versions that a filter lets through, the last changed first unless told.</summary>
    public Page<ModelVersion> SearchVersions(SearchRequest request) => Search(request, FilterSubject.Versions, "r.model, r.number", "r.changed_us DESC, r.model, r.number DESC",
        (session, name, number) => Version(session, name, (int)number)!);

    /// <summary>The newest version of each of these stages, of every stage when none is named, by number.</summary>
    public IReadOnlyList<ModelVersion> Latest(string model, IReadOnlyList<string> stages) => _database.Read(session =>
    {
        RequireModel(session, model);
        return (IReadOnlyList<ModelVersion>)[.. VersionsOf(session, model)
            .DistinctBy(version => version.Stage)
            .Where(version => stages.Count == 0 || stages.Contains(version.Stage))
            .Reverse()];
    });

    Page<T> Search<T>(SearchRequest request, FilterSubject subject, string columns, string tie, Func<StoreSession, string, long, T> load)
    {
        var question = SearchPages.Question(request, subject);
        var offset = PageToken.Read(request.PageToken, question);
        return _database.Read(session =>
        {
            var keys = new List<(string Name, long Number)>();
            using (var rows = new FilteredQuery(subject, columns, tie) { Request = request }.Open(session, offset))
                while (rows.Rows.Next()) keys.Add((rows.Rows.Text(0), rows.Rows.Number(1)));
            var page = SearchPages.Cut(keys, request, offset, question);
            return new Page<T>([.. page.Items.Select(key => load(session, key.Name, key.Number))], page.Next);
        });
    }
}
