using Rondo.Engine.Catalog;

namespace Rondo.Prepare.Profile;

/// <summary>Looks at a profiled table for one kind of defect; the part's name is the alert's code.</summary>
[PartKind("data_alert")]
public interface IDataAlert
{
    IEnumerable<DataAlert> Find(ProfiledTable table);
}
