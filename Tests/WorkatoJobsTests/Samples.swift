/// The answers of the reference page, as they stand there.
enum Samples {
    /// The sample of *List jobs from a recipe*.
    static let list = #"""
        {
          "job_succeeded_count": 1,
          "job_failed_count": 1,
          "job_count": 1,
          "job_scope_count": 1,
          "items": [
            {
              "id": "j-KGAKfhsz-GYoLe",
              "completed_at": "2015-01-02T01:02:03.000Z",
              "started_at": "2015-01-02T01:02:03.000Z",
              "title": "Callable recipes by Workato: new call for recipe: Calling IP address=129.1.1.1, Access profile ID=123456, and Access profile name=recipe_test",
              "is_poll_error": false,
              "error": null,
              "is_error": false,
              "status": "succeeded",
              "calling_recipe_id": null,
              "calling_job_id": null,
              "recipe_id": 28904,
              "root_recipe_id": null,
              "root_job_id": null,
              "master_job_id": "j-UIL3NQ8L-ekbIaw-B1"
            },
            {
              "id": "j-AD9bJn99-hsCXcs",
              "completed_at": "2015-01-02T01:02:03.000Z",
              "started_at": "2015-01-02T01:02:03.000Z",
              "title": "Callable recipes by Workato: new call for recipe: Calling IP address=129.1.1.1, Access profile ID=123456, and Access profile name=recipe_test",
              "is_poll_error": false,
              "error": "Callable recipes by Workato: new call for recipe: Calling IP address=129.1.1.1, Access profile ID=123456, and Access profile name=recipe_test",
              "error_parts": {
                "adapter": "marketo",
                "error_type": "Missing required field",
                "message": "'Filter values' must be present",
                "error_id": "603260f5-a309-45b3-a20e-111d90a28917",
                "error_at": "2020-01-22T01:17:18.021-08:00",
                "input": "<redacted>",
                "inner_message": null
              },
              "is_error": true,
              "status": "failed",
              "calling_recipe_id": null,
              "calling_job_id": null,
              "recipe_id": 28904,
              "root_recipe_id": null,
              "root_job_id": null,
              "master_job_id": "j-USN6YQ8L-ekbNmw-B6"
            }
          ]
        }
        """#

    /// The sample of *Get a job*.
    static let job = #"""
        {
          "id": "j-AJTAt8w6-wdAgWM",
          "handle": "j-AJTAt8w6-wdAgWM",
          "recipe_id": 32723676,
          "completed_at": "2023-09-08T13:55:24.731-07:00",
          "started_at": "2023-09-08T13:55:24.606-07:00",
          "title": "Scheduler by Workato: new recurring event: Scheduled time=2023-09-08T13:55:24.177301-07:00, Scheduled day=Friday, and Scheduled week=36",
          "is_poll_error": false,
          "lines": [
            {
              "recipe_line_number": 0,
              "adapter_name": "clock",
              "adapter_operation": "scheduled_event",
              "input": {
                "time_unit": "minutes",
                "trigger_every": "5"
              },
              "output": {
                "scheduled_time": "2023-09-08T13:55:24.177301-07:00",
                "scheduled_day": "Friday",
                "scheduled_week": 36,
                "scheduled_month": "September",
                "last_job_time": "2023-09-08T12:05:31.000000-07:00"
              },
              "mask_data": false,
              "line_stat": {
                "total": 0.0034586129913805053,
                "details": [
                  {
                    "name": "map_input",
                    "count": 1,
                    "average": 0.0032869009883143008,
                    "total": 0.0032869009883143008,
                    "min": 0.0032869009883143008,
                    "max": 0.0032869009883143008
                  }
                ]
              }
            }
          ],
          "error": null,
          "is_error": false,
          "is_repeat": false,
          "is_test": false,
          "is_test_case_job": false,
          "master_job_id": "j-AJTAt8w6-wdAgWM",
          "master_job_handle": "j-AJTAt8w6-wdAgWM",
          "status": "succeeded",
          "calling_recipe_id": null,
          "calling_job_id": null,
          "calling_job_handle": null,
          "root_recipe_id": null,
          "root_job_id": null
        }
        """#

    /// The sample of *Repeat jobs*.
    static let repeatJobs = #"""
        {
          "results": [
            {
              "requested_job_id": "j-AJTAt8w6-wdAgWM",
              "status": "enqueued",
              "job": {
                "id": "j-DN1pT7hv-zgFLZP"
              }
            },
            {
              "requested_job_id": "j-BK9nR5ft-xeAEXN",
              "status": "failed",
              "error": {
                "type_id": "err.item.not_found",
                "message": "Job not found"
              }
            },
            {
              "requested_job_id": "j-AY4oD6g8-hdINaS",
              "status": "failed",
              "error": {
                "type_id": "err.job.repeat.invalid_id",
                "message": "Non-master job handle specified: j-AY4oD6g8-hdINaS"
              }
            },
            {
              "requested_job_id": "j-AOidEfa9-4MdaTF",
              "status": "failed",
              "error": {
                "type_id": "err.job.repeat.trigger_data_unavailable.expired",
                "message": "Can not repeat job j-AOidEfa9-4MdaTF. It has been erased due to retention policy."
              }
            }
          ],
          "summary": {
            "total_requested": 4,
            "total_enqueued": 1,
            "total_failed": 3
          }
        }
        """#
}
